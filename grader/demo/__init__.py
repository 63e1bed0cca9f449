"""An invented class that sits the sample course's exams, so that the whole way can be walked without real people."""
