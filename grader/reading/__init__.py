"""From what students handed in to responses: typed tables here, scans beside them later."""
