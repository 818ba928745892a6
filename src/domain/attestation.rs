//! Is this public key in a genuine key, made there, with touch and PIN required?
