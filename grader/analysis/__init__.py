"""What an exam says about its items: final scores in, figures with their doubt out; nothing is drawn or worded here."""
