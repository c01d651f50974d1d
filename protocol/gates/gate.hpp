/// What a kind of gate consists of at both parties. Its file in this folder defines, for its
/// struct of correlation/gates.hpp, the functions that stand at the end of this one; all else
/// in protocol/ goes through them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "correlation/gates.hpp"
#include "protocol/gates/linear_run.hpp"
#include "protocol/gates/max_pool_run.hpp"
#include "protocol/gates/threshold_run.hpp"
#include "protocol/link.hpp"
#include "protocol/schedule.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// What gates of one session work in, one after the other.
template <RingWord Word>
struct SessionMemory {
  LinearMemory<Word> linear;
  MaxPoolMemory<Word> max_pool;  ///< its ReLU's memory serves threshold gates as well
};

/// Where a gate stands in a session: tensors are batch x size, row major.
template <RingWord Word>
struct GatePlace {
  std::uint32_t step;
  std::size_t batch;
  std::vector<std::span<const Word>> inputs;  ///< this party's shares
  std::span<Word> result;
  SessionMemory<Word>& memory;
};

/// The hospital's tensor of one bundle before any record; empty where it depends on the record.
template <RingWord Word>
struct AheadTensor {
  std::vector<Word> words;
  bool is_revealed = false;  ///< h = y0 + r0 in place of the share y0
};

/// What preparing one bundle writes.
struct PreparedHalf {
  BitWriter shares;    ///< of linear results, that a session uses
  BitWriter openings;  ///< for the service: h of every reveal that is not live
};

/// Hospital, once a pool: what preparing bundles needs of a gate.
template <RingWord Word>
class PreparingGate {
 public:
  virtual ~PreparingGate() = default;
  virtual AheadTensor<Word> prepare(const Seed& seed,
                                    const std::vector<const AheadTensor<Word>*>& inputs,
                                    PreparedHalf& prepared, Workers& workers) const = 0;
};

/// Hospital, once a session.
template <RingWord Word>
class HospitalGate {
 public:
  virtual ~HospitalGate() = default;
  /// Expands what it needs of the bundles, and computes what needs no record. Reads its part of
  /// their prepared shares.
  virtual void open(std::span<const Seed> seeds, std::span<BitReader> shares,
                    Workers& workers) = 0;
  /// Of one batch, once.
  virtual Task<void> run(Link& link) = 0;
};

/// What a session's bundles hold for the service; readers go on from gate to gate.
struct ServiceSource {
  std::span<const Seed> seeds;
  std::span<BitReader> corrections;
  std::span<BitReader> openings;
};

/// Service, once a session.
template <RingWord Word>
class ServiceGate {
 public:
  virtual ~ServiceGate() = default;
  virtual void open(const ServiceSource& bundles, Workers& workers) = 0;
  virtual Task<void> run(Link& link) = 0;
};

/// A layer's weights as the service multiplies by them; empty for gates without.
template <RingWord Word>
struct LinearResidues {
  std::vector<Word> matrix;
  std::vector<Word> bias;
  LinearMap<Word> map;  ///< the matrix, packed
};

/// Nanoseconds on one thread, about (work_cost.hpp); of one record.
struct GateCost {
  std::uint64_t opening = 0;
  std::uint64_t preparing = 0;
  std::uint64_t masking = 0;  ///< of a pool's weights
};

/// Bits, once a bundle or a pool.
struct GateSize {
  std::uint64_t shares = 0;          ///< the hospital keeps
  std::uint64_t openings = 0;        ///< it sends ahead
  std::uint64_t masked_weights = 0;  ///< D
  std::uint64_t expanded = 0;        ///< that a session holds, about
  std::uint64_t working = 0;  ///< that its run works in, about: of use to the next gate, too
};

// For each kind of gate. `word`: bits of the ring's word.
//
//   void declare(const Gate&, std::uint64_t batch, Schedule&)   its part of the messages
//   std::uint64_t result_bits(const Gate&)                      of its result's shares
//   GateCost cost_of(const Gate&)
//   GateSize size_of(const Gate&, unsigned word)
//   reserve<Word>(const Gate&, std::size_t batch, const LinearMap<Word>* map, std::size_t
//   threads,
//                 SessionMemory<Word>&)         room for its run; `map`: null at the hospital
//   make_preparing<Word>(const Gate&, std::uint32_t step, BitReader& masked_weights)
//   make_hospital<Word>(const Gate&, GatePlace<Word>)
//   make_service<Word>(const Gate&, GatePlace<Word>, const LinearResidues<Word>&)

#define MEDISC_DECLARE_GATE(Kind)                                                             \
  void declare(const Kind& gate, std::uint64_t batch, Schedule& schedule);                    \
  std::uint64_t result_bits(const Kind& gate);                                                \
  GateCost cost_of(const Kind& gate);                                                         \
  GateSize size_of(const Kind& gate, unsigned word);                                          \
  template <RingWord Word>                                                                    \
  void reserve(const Kind& gate, std::size_t batch, const LinearMap<Word>* map,               \
               std::size_t threads, SessionMemory<Word>& memory);                             \
  template <RingWord Word>                                                                    \
  std::unique_ptr<PreparingGate<Word>> make_preparing(const Kind& gate, std::uint32_t step,   \
                                                      BitReader& masked_weights);             \
  template <RingWord Word>                                                                    \
  std::unique_ptr<HospitalGate<Word>> make_hospital(const Kind& gate, GatePlace<Word> place); \
  template <RingWord Word>                                                                    \
  std::unique_ptr<ServiceGate<Word>> make_service(const Kind& gate, GatePlace<Word> place,    \
                                                  const LinearResidues<Word>& weights);
MEDISC_DECLARE_GATE(LinearGate)
MEDISC_DECLARE_GATE(ThresholdGate)
MEDISC_DECLARE_GATE(MaxPoolGate)
MEDISC_DECLARE_GATE(LocalGate)
MEDISC_DECLARE_GATE(ProductGate)
#undef MEDISC_DECLARE_GATE

/// At the end of a gate's file.
#define MEDISC_INSTANTIATE_GATE(Kind)              \
  MEDISC_INSTANTIATE_GATE_FOR(Kind, std::uint32_t) \
  MEDISC_INSTANTIATE_GATE_FOR(Kind, std::uint64_t)
#define MEDISC_INSTANTIATE_GATE_FOR(Kind, Word)                                                \
  template void reserve<Word>(const Kind&, std::size_t, const LinearMap<Word>*, std::size_t,   \
                              SessionMemory<Word>&);                                           \
  template std::unique_ptr<PreparingGate<Word>> make_preparing<Word>(                          \
      const Kind&, std::uint32_t, BitReader&);                                                 \
  template std::unique_ptr<HospitalGate<Word>> make_hospital<Word>(const Kind&,                \
                                                                   GatePlace<Word>);           \
  template std::unique_ptr<ServiceGate<Word>> make_service<Word>(const Kind&, GatePlace<Word>, \
                                                                 const LinearResidues<Word>&);

}  // namespace medisc
