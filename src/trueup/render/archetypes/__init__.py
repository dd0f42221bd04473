"""Drafts of whole initiatives by kind of task: texts with their gaps marked; nothing in them looks like a fact."""
