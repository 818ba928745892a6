//! AWS credentials: freshness, the margin, and the output forms.
