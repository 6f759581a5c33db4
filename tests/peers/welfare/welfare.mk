# The welfare peer is Python: its modules are generated from the same .proto files as everything else.
PYTHON_PB := $(PROTOS:%.proto=$(GEN)/python/%_pb2.py)

$(GEN)/python/%_pb2.py: proto/%.proto
	@mkdir -p $(GEN)/python
	protoc -Iproto --python_out=$(GEN)/python $<

all: $(PYTHON_PB)
