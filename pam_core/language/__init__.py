"""The offline understanding of English: sentence templates, money, dates, categories."""
