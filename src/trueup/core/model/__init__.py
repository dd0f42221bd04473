"""The document, the chain over it, the evidence computed beside it, and the questions asked of an engine."""
