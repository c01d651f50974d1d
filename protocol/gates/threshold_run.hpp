/// A threshold gate's run, one party's: reveal, borrow, select
/// (correlation/threshold_gate.hpp).
///
/// Flights: with the borrow's turns (correlation/borrow.hpp), from the hospital's message that
/// completes y at the service on:
///   service -> hospital   yhat, k bits a value, and the borrow's first message
///   hospital -> service   its answer; and so on
/// The hospital's last answer travels with what it puts next. A live gate's h travels with the
/// message that completes y: k bits a value more.
#pragma once

#include <span>
#include <vector>

#include "correlation/threshold_gate.hpp"
#include "protocol/chain/chain_run.hpp"
#include "protocol/link.hpp"
#include "protocol/openings.hpp"
#include "protocol/task.hpp"
#include "protocol/tree/tree_run.hpp"

namespace medisc {

/// What a party's run of a gate works in: for one gate after the other, none of which allocates
/// once it is as large as they need.
template <RingWord Word>
struct ThresholdMemory {
  std::vector<Word> revealed;  ///< h at the service, then yhat
  std::vector<Word> compared_words;
  std::vector<BitPlanes> compared;  ///< bits of yhat - t_l
  Openings results;                 ///< beta_l + blind_l, then c_s + blind'
  TreeMemory tree;
  ChainMemory chain;

  void reshape(const ThresholdGate& gate, std::size_t lanes);
};

/// Hospital, ahead of time: h of one bundle's values.
template <RingWord Word>
void put_ahead(const ThresholdGate& gate, std::span<const Word> y0, std::span<const Word> r0,
               BitWriter& openings, Workers& workers = this_thread());

/// Service: reads h of a batch, record b's from readers[b].
template <RingWord Word>
std::vector<Word> read_ahead(const ThresholdGate& gate, std::span<BitReader> readers);

/// Writes its share to `z`. Takes from the service's messages from the next one on. What the
/// hospital puts next travels with its last answer, which is still unsent. `y0` is of use to a
/// live gate alone.
template <RingWord Word>
Task<void> threshold_as_hospital(Link& link, const ThresholdGate& gate,
                                 const ThresholdMaterial<Word>& material,
                                 std::span<const Word> y0, ThresholdMemory<Word>& memory,
                                 std::span<Word> z);

/// Writes its share to `z`. `ahead`: h, of use unless the gate is live: then the current
/// message goes on with it. Leaves the current message open behind the hospital's last answer.
template <RingWord Word>
Task<void> threshold_as_service(Link& link, const ThresholdGate& gate,
                                const ThresholdMaterial<Word>& material,
                                std::span<const Word> ahead, std::span<const Word> y1,
                                ThresholdMemory<Word>& memory, std::span<Word> z);

}  // namespace medisc
