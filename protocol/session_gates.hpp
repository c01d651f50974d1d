/// What a party's session holds of its gates: each, and its result, from its opening until
/// nobody needs it. The opener goes ahead of the run as far as there is room (gate_window.hpp).
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "protocol/gate_window.hpp"
#include "protocol/gates/gate.hpp"
#include "protocol/last_readers.hpp"
#include "protocol/material_source.hpp"
#include "protocol/rolling_bits.hpp"

namespace medisc {

/// The bits of one stream that each gate reads, of all records of a session.
class GateStream {
 public:
  /// `bits`: of each gate, in order.
  GateStream(Material which, const std::vector<std::uint64_t>& bits, std::size_t batch)
      : which_(which), records_(batch) {
    std::uint64_t end = 0;
    for (const std::uint64_t gate : bits) ends_.push_back(end += gate);
  }

  /// Makes room for what a gate reads.
  void reserve(std::size_t step) {
    const std::uint64_t whole = (ends_.back() + 7) / 8;
    for (Record& record : records_) {
      const std::uint64_t end = std::min(whole, kChunkBytes * chunks_until(step));
      record.bits.reserve(end - std::min(whole, kChunkBytes * record.chunks));
    }
  }

  /// Fetches some chunks that a gate reads and that are not here, for open_fetched() to open.
  /// False where there are none.
  Task<bool> fetch(MaterialSource& source, std::size_t step) {
    bool any = false;
    for (std::size_t b = 0; b < records_.size(); ++b) {
      Record& record = records_[b];
      const std::uint64_t end = std::min(chunks_until(step), record.chunks + kFetched);
      while (record.chunks < end) {
        record.fetched.push_back(co_await source.next(b, which_));
        ++record.chunks;
        any = true;
      }
    }
    co_return any;
  }

  void open_fetched(const MaterialSource& source, Workers& workers) {
    for (std::size_t b = 0; b < records_.size(); ++b) {
      Record& record = records_[b];
      std::vector<std::size_t> places{0};
      for (const Bytes& chunk : record.fetched) {
        places.push_back(places.back() + source.opened_bytes(which_, chunk));
      }
      const std::span<std::uint8_t> opened = record.bits.append(places.back());
      const std::size_t first = record.chunks - record.fetched.size();
      workers.run(record.fetched.size(), [&](std::size_t i, std::size_t) {
        source.open(b, which_, static_cast<std::uint32_t>(first + i), record.fetched[i],
                    opened.subspan(places[i], places[i + 1] - places[i]));
      });
      record.fetched.clear();
    }
  }

  /// Readers that stand where the gate's bits begin.
  std::vector<BitReader> readers(std::size_t step) const {
    std::vector<BitReader> readers;
    for (const Record& record : records_) readers.push_back(record.bits.at(begin(step)));
    return readers;
  }

  void drop(std::size_t step) {
    for (Record& record : records_) record.bits.drop_before(ends_[step]);
  }

 private:
  struct Record {
    RollingBits bits;
    std::uint64_t chunks = 0;  ///< fetched, ever
    std::vector<Bytes> fetched;
  };

  /// Chunks of a record that are fetched before they are opened.
  static constexpr std::uint64_t kFetched = 4;

  /// Chunks of a record until the end of what a gate reads.
  std::uint64_t chunks_until(std::size_t step) const {
    const std::uint64_t whole = chunks_of((ends_.back() + 7) / 8);
    const std::uint64_t bits = 8 * kChunkBytes;
    return std::min(whole, (ends_[step] + bits - 1) / bits);
  }

  std::uint64_t begin(std::size_t step) const { return step == 0 ? 0 : ends_[step - 1]; }

  Material which_;
  std::vector<std::uint64_t> ends_;
  std::vector<Record> records_;
};

/// The corrections' bits that each gate reads; its openings'; and the hospital's shares'.
std::vector<std::uint64_t> correction_bits_of(const Gates& gates);
std::vector<std::uint64_t> opening_bits_of(const Gates& gates);
std::vector<std::uint64_t> share_bits_of(const Gates& gates);

/// Bytes that each gate takes while it is open, about, with its result; of one record.
std::vector<std::uint64_t> open_gate_bytes(const Plan& plan, const Gates& gates);

/// Nanoseconds, about, that opening a gate takes, of one record.
std::uint64_t opening_cost(const Gate& gate);

/// `OpenGate`: HospitalGate<Word> or ServiceGate<Word>.
template <RingWord Word, class OpenGate>
class SessionGates {
 public:
  /// `room`: bytes that open gates may take. `streams`: what they read.
  SessionGates(const Plan& plan, const Gates& gates, std::size_t batch, std::uint64_t room,
               std::vector<GateStream> streams)
      : plan_(plan),
        kinds_(gates),
        batch_(batch),
        streams_(std::move(streams)),
        gates_(gates.size()),
        tensors_(gates.size() + 1),
        needless_after_(needless_after(plan)),
        window_(weights_of(plan, gates, batch), room) {
    tensors_[0].resize(batch * plan.input.features);
  }
  virtual ~SessionGates() = default;
  SessionGates(const SessionGates&) = delete;
  SessionGates& operator=(const SessionGates&) = delete;

  /// The opener: opens gates in order, ahead of their run, as far as there is room; long work
  /// goes to `host`.
  Task<void> open(MaterialSource& source, WorkHost* host) {
    std::exception_ptr failure;
    try {
      co_await open_gates(source, host);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) window_.fail(failure);
  }

  /// Opens all gates at once; `source` makes nobody wait.
  void open_now(MaterialSource& source, Workers& workers) {
    for (std::size_t step = 0; step < size(); ++step) {
      reserve(step);
      while (fetch_now(source, step)) open_fetched(source, workers);
      open_step(step, workers);
      window_.opened();
    }
  }

  /// Runs the gates, each when it is open, and lets go of it. Throws what the opener has
  /// thrown.
  Task<void> run(Link& link) { return run_gates(link, *this); }

  std::size_t size() const { return gates_.size(); }
  GateWindow& window() { return window_; }
  std::vector<Word>& record() { return tensors_.front(); }
  std::vector<Word>& result() { return tensors_.back(); }

 protected:
  /// A gate that has read its material.
  virtual std::unique_ptr<OpenGate> open_gate(GatePlace<Word> place, Workers& workers) = 0;

  /// Readers of a stream that stand where a gate's bits begin.
  std::vector<BitReader> readers(std::size_t stream, std::size_t step) const {
    return streams_[stream].readers(step);
  }

  const Plan& plan_;
  const Gates& kinds_;
  const std::size_t batch_;
  SessionMemory<Word> memory_;

 private:
  /// Nanoseconds of opening fetched chunks: worth another thread.
  static constexpr std::uint64_t kFetchedCost = 1'000'000;

  static Task<void> run_gates(Link& link, SessionGates& gates) {
    for (std::size_t step = 0; step < gates.size(); ++step) {
      co_await gates.window_.is_open(step);
      link.enter(step);
      co_await gates.gates_[step]->run(link);
      gates.close(step);
    }
  }

  /// The gate has run: it goes, and what it was the last to read.
  void close(std::size_t step) {
    gates_[step].reset();
    for (const std::size_t tensor : needless_after_[step]) tensors_[tensor] = {};
    window_.closed(step);
  }

  Task<void> open_gates(MaterialSource& source, WorkHost* host) {
    for (std::size_t step = 0; step < size(); ++step) {
      const bool goes_on = co_await window_.room_for(step);
      if (!goes_on) co_return;
      reserve(step);
      bool more = co_await fetch(source, step);
      while (more) {
        auto opening =
            work(host, kFetchedCost, [&](Workers& workers) { open_fetched(source, workers); });
        co_await opening;
        more = co_await fetch(source, step);
      }
      auto expanding = work(host, batch_ * opening_cost(kinds_[step]),
                            [&](Workers& workers) { open_step(step, workers); });
      co_await expanding;
      window_.opened();
    }
  }

  void reserve(std::size_t step) {
    for (GateStream& stream : streams_) stream.reserve(step);
  }

  Task<bool> fetch(MaterialSource& source, std::size_t step) {
    bool any = false;
    for (GateStream& stream : streams_) any = co_await stream.fetch(source, step) || any;
    co_return any;
  }

  /// Where nobody makes it wait.
  bool fetch_now(MaterialSource& source, std::size_t step) {
    Trampoline trampoline;
    Task<bool> fetching = fetch(source, step);
    fetching.start(trampoline);
    return fetching.result();
  }

  void open_fetched(const MaterialSource& source, Workers& workers) {
    for (GateStream& stream : streams_) stream.open_fetched(source, workers);
  }

  void open_step(std::size_t step, Workers& workers) {
    tensors_[step + 1].resize(batch_ * result_size(plan_.steps[step]));
    GatePlace<Word> place{
        static_cast<std::uint32_t>(step), batch_, {}, tensors_[step + 1], memory_};
    for (const std::uint32_t tensor : inputs_of(plan_, step)) {
      place.inputs.emplace_back(tensors_[tensor]);
    }
    gates_[step] = open_gate(std::move(place), workers);
    for (GateStream& stream : streams_) stream.drop(step);
  }

  static std::vector<std::uint64_t> weights_of(const Plan& plan, const Gates& gates,
                                               std::size_t batch) {
    std::vector<std::uint64_t> weights = open_gate_bytes(plan, gates);
    for (std::uint64_t& weight : weights) weight *= batch;
    return weights;
  }

  std::vector<GateStream> streams_;
  std::vector<std::unique_ptr<OpenGate>> gates_;
  std::vector<std::vector<Word>> tensors_;  ///< this party's shares: the record's, then results
  std::vector<std::vector<std::size_t>> needless_after_;  ///< tensors, by step
  GateWindow window_;
};

}  // namespace medisc
