//! Trust policies: the model and the evaluator.
