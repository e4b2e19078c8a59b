# Titles, dates and sources of real files against what their publishers state.
.PHONY: accuracy
accuracy: $(DEVELOP)
	@$(BIN)/python benchmarks/accuracy.py
