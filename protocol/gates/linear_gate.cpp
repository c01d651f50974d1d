/// The linear gate: see protocol/gates/gate.hpp, and linear_run.hpp for its equations.
#include "correlation/reveal.hpp"
#include "protocol/gates/gate.hpp"
#include "protocol/gates/linear_run.hpp"

namespace medisc {
namespace {

std::uint64_t products(const LinearGate& gate) {
  return std::uint64_t{gate.outputs} * (gate.weights / gate.biases);
}

std::uint64_t values(const LinearGate& gate) {
  return gate.inputs + gate.outputs;
}

template <RingWord Word>
class PreparingLinear final : public PreparingGate<Word> {
 public:
  PreparingLinear(const LinearGate& gate, std::uint32_t step, BitReader& masked_weights)
      : gate_(gate), step_(step) {
    std::vector<Word> matrix(gate.weights);
    masked_weights.words<Word>(matrix, gate.width);
    masked_weights_ = linear_map<Word>(gate, matrix, WeightRange::kFull);
  }

  AheadTensor<Word> prepare(const Seed& seed, const std::vector<const AheadTensor<Word>*>&,
                            PreparedHalf& prepared, Workers& workers) const override {
    const std::vector<Word> u = input_mask<Word>(seed, step_, gate_);
    const std::vector<Word> a = output_share<Word>(seed, step_, gate_);
    AheadTensor<Word> result{offline_share<Word>(gate_, masked_weights_, u, a, workers),
                             gate_.revealed_at.has_value()};
    if (gate_.keeps_share) prepared.shares.words<Word>(result.words, gate_.width);
    return result;
  }

 private:
  const LinearGate& gate_;
  std::uint32_t step_;
  LinearMap<Word> masked_weights_;  ///< D
};

template <RingWord Word>
class HospitalLinear final : public HospitalGate<Word> {
 public:
  HospitalLinear(const LinearGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)), u_(place_.batch * gate.inputs) {}

  void open(std::span<const Seed> seeds, std::span<BitReader> shares, Workers&) override {
    for (std::size_t b = 0; b < seeds.size(); ++b) {
      const auto u = std::span(u_).subspan(b * gate_.inputs, gate_.inputs);
      expand_words<Word>(seeds[b], Purpose::kInputMask, place_.step, u, gate_.width);
      if (!gate_.keeps_share) continue;
      shares[b].words<Word>(place_.result.subspan(b * gate_.outputs, gate_.outputs),
                            gate_.width);
    }
  }

  Task<void> run(Link& link) override {
    return linear_as_hospital<Word>(link, gate_, place_.inputs[0], u_, place_.memory.linear);
  }

 private:
  const LinearGate& gate_;
  GatePlace<Word> place_;
  std::vector<Word> u_;
};

template <RingWord Word>
class ServiceLinear final : public ServiceGate<Word> {
 public:
  ServiceLinear(const LinearGate& gate, GatePlace<Word> place,
                const LinearResidues<Word>& weights)
      : gate_(gate), place_(std::move(place)), material_{&weights.map, weights.bias, {}} {
    material_.v.resize(place_.batch * gate.outputs);
  }

  void open(const ServiceSource& bundles, Workers&) override {
    auto v = std::span(material_.v);
    for (BitReader& corrections : bundles.corrections) {
      corrections.words<Word>(v.first(gate_.outputs), gate_.width);
      v = v.subspan(gate_.outputs);
    }
  }

  Task<void> run(Link& link) override {
    return linear_as_service<Word>(link, gate_, material_, place_.inputs[0],
                                   place_.memory.linear, place_.result);
  }

 private:
  const LinearGate& gate_;
  GatePlace<Word> place_;
  LinearMaterial<Word> material_;
};

}  // namespace

void declare(const LinearGate& gate, std::uint64_t batch, Schedule& schedule) {
  schedule.up(batch * gate.inputs * gate.width);
}

std::uint64_t result_bits(const LinearGate& gate) {
  return std::uint64_t{gate.outputs} * gate.width;
}

GateCost cost_of(const LinearGate& gate) {
  return {3 * values(gate), products(gate) / 4 + 4 * values(gate), 5 * gate.weights};
}

GateSize size_of(const LinearGate& gate, unsigned word) {
  GateSize size;
  size.shares = gate.keeps_share ? gate.outputs * gate.width : 0;
  size.masked_weights = std::uint64_t{gate.weights} * gate.width;
  size.expanded = (gate.inputs + 2 * gate.outputs) * word;
  return size;
}

std::uint64_t linear_cost(const LinearGate& gate, std::uint64_t batch) {
  return batch * (products(gate) / 16 + 3 * values(gate));
}

template <RingWord Word>
void reserve(const LinearGate& gate, std::size_t batch, const LinearMap<Word>* map,
             std::size_t threads, SessionMemory<Word>& memory) {
  memory.linear.reserve(gate, map, batch, threads);
}

template <RingWord Word>
std::unique_ptr<PreparingGate<Word>> make_preparing(const LinearGate& gate, std::uint32_t step,
                                                    BitReader& masked_weights) {
  return std::make_unique<PreparingLinear<Word>>(gate, step, masked_weights);
}

template <RingWord Word>
std::unique_ptr<HospitalGate<Word>> make_hospital(const LinearGate& gate,
                                                  GatePlace<Word> place) {
  return std::make_unique<HospitalLinear<Word>>(gate, std::move(place));
}

template <RingWord Word>
std::unique_ptr<ServiceGate<Word>> make_service(const LinearGate& gate, GatePlace<Word> place,
                                                const LinearResidues<Word>& weights) {
  return std::make_unique<ServiceLinear<Word>>(gate, std::move(place), weights);
}

MEDISC_INSTANTIATE_GATE(LinearGate)

}  // namespace medisc
