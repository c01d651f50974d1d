#include "correlation/borrow.hpp"

namespace medisc {

std::vector<BorrowTurn> turns_of(const TreeCircuit& circuit) {
  const std::size_t results = circuit.borrows.size() + (circuit.carry ? 1 : 0);
  if (circuit.levels.empty()) return {{results, results}};
  const std::size_t groups = circuit.levels[0].opens.size();
  const std::size_t root = circuit.levels[1].opens.size();
  return {{groups, groups + root}, {root + results, results}};
}

std::vector<BorrowTurn> turns_of(const BorrowChain& chain) {
  const std::size_t results = chain.thresholds + (chain.layout.carry_digit ? 1 : 0);
  return {{chain.layout.sent_rows * chain.thresholds, results}};
}

std::size_t working_rows(const TreeCircuit& circuit) {
  return circuit.wires + circuit.opened;
}

std::size_t working_rows(const BorrowChain& chain) {
  return (chain.layout.sent_rows + 1) * chain.thresholds;
}

}  // namespace medisc
