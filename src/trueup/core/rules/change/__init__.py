"""Rules about change: what was agreed and no longer holds, because nobody looked again, told, or decided anew."""
