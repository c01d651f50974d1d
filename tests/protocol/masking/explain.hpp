/// Explaining a view: randomness of the other party with which another secret of its gives the
/// same view, bit for bit. It is found through the gate itself: every row that is received
/// moves with one row of the sender's randomness, whatever the rows before it are.
#pragma once

#include <functional>

#include "tests/protocol/masking/gate_run.hpp"

namespace medisc::test {

/// A row of a party's messages, and the row of its randomness that moves it.
struct Moved {
  std::size_t sent;
  std::function<BitRow(Material&)> by;
};
/// Steps one after the other; rows of one step move by themselves.
using Moves = std::vector<std::vector<Moved>>;

namespace explain_detail {

inline Moved by_blind(std::size_t sent, std::size_t row) {
  return {sent, [row](Material& m) {
            return m.blinds.row(row);
          }};
}

inline Moved by_state_mask(const BorrowChain& chain, std::size_t l, std::size_t t) {
  const ChainLayout& layout = chain.layout;
  const std::size_t n = layout.digits.size();
  const std::size_t sent = l * layout.sent_rows + t;
  if (t + 1 == n) return by_blind(sent, l);
  if (l == 0 && layout.carry_digit == t + 1) return by_blind(sent, chain.thresholds);
  const std::size_t row = l * (n - 1) + t;
  return {sent, [row](Material& m) {
            return std::get<ChainMaterial>(m.borrow).state_masks.row(row);
          }};
}

inline Moved by_first_row(const BorrowChain& chain, std::size_t l, std::size_t j,
                          std::size_t b) {
  const ChainLayout& layout = chain.layout;
  const ChainDigit& digit = layout.digits[j];
  const std::size_t row = l * layout.first_rows + digit.first_row + digit.length + b;
  return {l * layout.sent_rows + digit.difference + b, [row](Material& m) {
            return std::get<ChainMaterial>(m.borrow).first_rows.row(row);
          }};
}

/// A wire by its mask, a result by its blind.
inline Moves tree_moves(const TreeCircuit& circuit, std::size_t results) {
  Moves moves;
  std::size_t sent = 0;
  for (const TreeCircuit::Level& level : circuit.levels) {
    moves.emplace_back();
    for (std::size_t i = 0; i < level.opens.size(); ++i, ++sent) {
      moves.back().push_back({sent, [sent](Material& m) {
                                return std::get<TreeMaterial>(m.borrow).masks.row(sent);
                              }});
    }
  }
  moves.emplace_back();
  for (std::size_t i = 0; i < results; ++i) moves.back().push_back(by_blind(sent + i, i));
  return moves;
}

}  // namespace explain_detail

/// What the service sends. A chain: D_j by K_(j,1), from the last digit down; then E_t by what
/// masks the state that it leads to.
inline Moves service_moves(const ThresholdGate& gate) {
  using namespace explain_detail;
  if (const auto* circuit = std::get_if<TreeCircuit>(&gate.borrow)) {
    return tree_moves(*circuit, gate.opened_bits());
  }
  const auto& chain = std::get<BorrowChain>(gate.borrow);
  Moves moves;
  for (std::size_t j = chain.layout.digits.size() - 1; j > 0; --j) {
    moves.emplace_back();
    for (std::size_t l = 0; l < chain.thresholds; ++l) {
      for (std::size_t b = 0; b < chain.layout.digits[j].length; ++b) {
        moves.back().push_back(by_first_row(chain, l, j, b));
      }
    }
  }
  for (std::size_t t = 0; t < chain.layout.digits.size(); ++t) {
    moves.emplace_back();
    for (std::size_t l = 0; l < chain.thresholds; ++l) {
      moves.back().push_back(by_state_mask(chain, l, t));
    }
  }
  return moves;
}

/// What the hospital sends; a chain's are the results alone.
inline Moves hospital_moves(const ThresholdGate& gate) {
  const auto* circuit = std::get_if<TreeCircuit>(&gate.borrow);
  return explain_detail::tree_moves(circuit != nullptr ? *circuit : TreeCircuit{},
                                    gate.opened_bits());
}

/// Moves rows of `material` until what run() sends is `wanted`.
template <class Run>
void move_to(const BitPlanes& wanted, const Moves& moves, Material& material, const Run& run) {
  for (const std::vector<Moved>& step : moves) {
    const BitPlanes sent = run();
    for (const Moved& moved : step) {
      combine(
          moved.by(material),
          [](std::uint64_t m, std::uint64_t a, std::uint64_t b) { return m ^ a ^ b; },
          wanted.row(moved.sent), sent.row(moved.sent));
    }
  }
}

/// Swaps what is dealt against the corrections of `service`: those of the hospital's arrays
/// that are masks of corrections. A chain's rows for digit 0 define its keys, and stay.
inline void swap_dealt(const ThresholdGate& gate, Material& hospital, Material& service) {
  const Arrays<Word> theirs = arrays_of(gate, hospital);
  const Arrays<Word> own = arrays_of(gate, service);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i].held != Held::kShared || own[i].bits == 0) continue;
    if (own[i].rows != nullptr) std::swap(*own[i].rows, *theirs[i].rows);
    if (own[i].words != nullptr) std::swap(*own[i].words, *theirs[i].words);
  }
  const auto* chain = std::get_if<BorrowChain>(&gate.borrow);
  if (chain == nullptr) return;
  auto& masks = std::get<ChainMaterial>(hospital.borrow).table_masks;
  auto& tables = std::get<ChainMaterial>(service.borrow).tables;
  for (std::size_t l = 0; l < chain->thresholds; ++l) {
    const ChainLayout& layout = chain->layout;
    for (const ChainDigit& digit : layout.digits) {
      const std::size_t entries = digit.states * digit.length;
      const std::size_t skipped = digit.low > 0 ? entries : 0;
      for (std::size_t i = 0; i + skipped < digit.values() * entries; ++i) {
        const BitRow mask = masks.row(l * layout.table_rows + digit.table + skipped + i);
        const BitRow row = tables.row(l * layout.corrected_rows + digit.corrected + i);
        std::swap_ranges(mask.begin(), mask.end(), row.begin());
      }
    }
  }
}

/// Gives the hospital the masks with which the dealer's corrections are those of `wanted`.
inline void mask_to_corrections(const ThresholdGate& gate, const Material& wanted,
                                Material& hospital) {
  Material service = wanted;
  swap_dealt(gate, hospital, service);  // the corrections in place of masks
  service = dealt(gate, hospital, wanted);
  swap_dealt(gate, hospital, service);  // what they would deal is the masks
}

}  // namespace medisc::test
