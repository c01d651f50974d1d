/// Random networks in floating point, of every layer that a model file may bring, in any order
/// that sizes allow. Not in normal form.
#pragma once

#include "compiler/network.hpp"
#include "tests/differential/chance.hpp"

namespace medisc::test {

struct RealNetwork {
  Network network;
  Image record;  ///< a flat one is features x 1 x 1
};

RealNetwork real_network(Chance& chance);

}  // namespace medisc::test
