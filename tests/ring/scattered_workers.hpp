/// Workers of one thread that take pieces from the last to the first, each in another seat: what
/// relies on an order, or on a seat, gives another result.
#pragma once

#include "ring/workers.hpp"

namespace medisc::test {

class ScatteredWorkers final : public Workers {
 public:
  std::size_t width() const override { return 3; }

 private:
  void run_pieces(std::size_t count, Pieces pieces) override {
    while (count-- > 0) pieces.call(pieces.of, count, count % width());
  }
};

}  // namespace medisc::test
