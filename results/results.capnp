@0xb1d6a0c7f5e34a92;
# What is sealed of one result in a hospital's database. results/kept_result.hpp.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("medisc::wire");

struct KeptResult {
  record @0 :Text;          # its id, as the hospital has it
  digest @1 :Data;          # 32 bytes
  logits @2 :List(Int64);   # at the plan's output scale
  records @3 :UInt32;       # in the session
  onlineUs @4 :Int64;       # costs of the session
  totalUs @5 :Int64;
  payloadUp @6 :Int64;
  payloadDown @7 :Int64;
  wireUp @8 :Int64;
  wireDown @9 :Int64;
  flights @10 :Int64;
}
