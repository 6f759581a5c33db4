# The welfare peer is Python: its modules are generated from the same .proto files as everything else.
PYTHON_PB := $(PROTOS:%.proto=$(GEN)/python/%_pb2.py)

$(GEN)/python/%_pb2.py: proto/%.proto
	@mkdir -p $(GEN)/python
	protoc -Iproto --python_out=$(GEN)/python $<

# Beside the other peers, for the tests that start them.
$(B)/bin/peer-welfare: tests/peers/welfare/welfare.py
	@mkdir -p $(@D)
	ln -sf $(abspath $<) $@

programs: $(PYTHON_PB) $(B)/bin/peer-welfare
