//! Was a person there, just now, with their key? The assertion and its proof.
