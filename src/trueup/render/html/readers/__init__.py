"""What each reader is told of an assessment, as values that a page, a mail and Markdown are made from."""
