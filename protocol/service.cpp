#include "protocol/service.hpp"

#include <algorithm>
#include <string>

#include "protocol/hospital.hpp"
#include "protocol/linear.hpp"
#include "protocol/local.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"
#include "protocol/traffic.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

template <RingWord Word>
struct LinearResidues {
  std::vector<Word> matrix;
  std::vector<Word> bias;
  LinearMap<Word> map;  ///< the matrix, packed
};

/// Weights of every step; empty for steps without.
template <RingWord Word>
using StepWeights = std::vector<LinearResidues<Word>>;

/// What a step needs of the bundles: a linear layer's v, or one entry a comparison.
template <RingWord Word>
struct StepMaterial {
  LinearMaterial<Word> linear;
  std::vector<ReluMaterial<Word>> relus;
  std::vector<ReluOpenings<Word>> ahead;
};

/// Nearly every plan's weights are short; once a model, the service looks whether its own are:
/// at all of them, so that its time tells one bit a layer, and no weight.
WeightRange range_of(const LinearWeights& weights) {
  std::int32_t beyond = 0;  // bits that differ from the sign, above the lowest 15
  for (const std::int32_t w : weights.matrix) beyond |= (w >> 15) ^ (w >> 31);
  return beyond == 0 ? WeightRange::kShort : WeightRange::kFull;
}

template <RingWord Word>
class RingServiceSession final : public ServiceSession {
 public:
  RingServiceSession(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
                     std::span<const ServiceBundle> bundles, Workers& workers)
      : plan_(plan), gates_(gates), batch_(bundles.size()), longest_(gates, bundles.size()) {
    std::vector<Seed> seeds;
    std::vector<BitReader> corrections;
    std::vector<BitReader> openings;
    for (const ServiceBundle& bundle : bundles) {
      seeds.push_back(bundle.half.seed);
      corrections.emplace_back(bundle.half.corrections);
      openings.emplace_back(bundle.openings);
    }
    // Of the record the hospital holds all: our share is zero.
    tensors_.emplace_back(batch_ * plan_.input.features);
    for (const Step& step : plan_.steps) tensors_.emplace_back(batch_ * result_size(step));
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      std::vector<std::span<const Word>>& inputs = inputs_.emplace_back();
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        inputs.emplace_back(tensors_[tensor]);
      }
      StepMaterial<Word>& material = material_.emplace_back();
      if (const auto* linear = std::get_if<LinearGate>(&gates[step])) {
        material.linear = read_linear(*linear, weights[step], corrections);
        linear_memory_.reserve(*linear, &weights[step].map, batch_, workers.width());
      }
      for_each_relu(gates[step], [&](const ReluGate& relu) {
        open_relu(relu, seeds, corrections, openings, material, workers);
      });
      if (const auto* pool = std::get_if<MaxPoolGate>(&gates[step])) {
        memory_.reserve(Party::kService, *pool, batch_);
      }
    }
  }

  Task<void> serve(Link& link) override {
    link.reserve(gates_.size(), longest_.down, longest_.up);
    co_await link.receive();
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      const std::vector<std::span<const Word>>& inputs = inputs_[step];
      const std::span<Word> result(tensors_[step + 1]);
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        co_await linear_as_service<Word>(link, *linear, material_[step].linear, inputs[0],
                                         linear_memory_, result);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        auto computing = link.work(turn_cost(inputs[0].size()), [&](Workers&) {
          compute_local<Word>(*local, Party::kService, inputs, batch_, result);
        });
        co_await computing;
      } else {
        co_await compare(link, step, inputs[0], result);
      }
    }
    link.out().words<Word>(tensors_.back(), plan_.output_width());
    link.flush();
    link.leave();
  }

 private:
  static LinearMaterial<Word> read_linear(const LinearGate& gate,
                                          const LinearResidues<Word>& weights,
                                          std::vector<BitReader>& corrections) {
    LinearMaterial<Word> material{&weights.map, weights.bias, {}};
    material.v.resize(corrections.size() * gate.outputs);
    auto v = std::span(material.v);
    for (BitReader& reader : corrections) {
      reader.words<Word>(v.first(gate.outputs), gate.width);
      v = v.subspan(gate.outputs);
    }
    return material;
  }

  void open_relu(const ReluGate& relu, const std::vector<Seed>& seeds,
                 std::vector<BitReader>& corrections, std::vector<BitReader>& openings,
                 StepMaterial<Word>& material, Workers& workers) {
    auto expanded = expand_relu<Word>(Party::kService, relu, seeds, workers);
    for (std::size_t b = 0; b < seeds.size(); ++b) {
      read_corrections<Word>(relu, b, corrections[b], expanded, workers);
    }
    material.ahead.push_back(relu.live
                                 ? ReluOpenings<Word>{}
                                 : read_relu_openings<Word>(relu, expanded, openings, workers));
    material.relus.push_back(std::move(expanded));
    memory_.relu.reshape(Party::kService, relu, batch_ * relu.step.size);
  }

  Task<void> compare(Link& link, std::size_t step, std::span<const Word> x,
                     std::span<Word> result) {
    const StepMaterial<Word>& material = material_[step];
    if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
      return relu_as_service<Word>(link, *relu, material.relus[0], material.ahead[0], x,
                                   memory_.relu, result);
    }
    return max_pool_as_service<Word>(link, std::get<MaxPoolGate>(gates_[step]), material.relus,
                                     material.ahead, x, batch_, memory_, result);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  LongestMessages longest_;
  std::vector<StepMaterial<Word>> material_;
  std::vector<std::vector<Word>> tensors_;  ///< our shares: the record's, then every step's
  std::vector<std::vector<std::span<const Word>>> inputs_;  ///< a step
  LinearMemory<Word> linear_memory_;
  MaxPoolMemory<Word> memory_;
};

template <RingWord Word>
class RingServiceModel final : public ServiceModel {
 public:
  RingServiceModel(const Plan& plan, const Gates& gates, const Weights& weights)
      : plan_(plan), gates_(gates) {
    auto layer = weights.begin();
    for (const Gate& gate : gates) {
      LinearResidues<Word> residues;
      if (const auto* linear = std::get_if<LinearGate>(&gate)) {
        for (const std::int64_t w : layer->matrix) residues.matrix.push_back(to_word<Word>(w));
        for (const std::int64_t b : layer->bias) residues.bias.push_back(to_word<Word>(b));
        residues.map = linear_map<Word>(*linear, residues.matrix, range_of(*layer));
        ++layer;
      }
      weights_.push_back(std::move(residues));
    }
  }

  Bytes masked_weights(const Seed& seed, Workers& workers) const override {
    BitWriter masked;
    BitReader nothing;
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto* linear = std::get_if<LinearGate>(&gates_[step]);
      if (linear == nullptr) continue;
      std::vector<Word> words = weight_mask<Word>(seed, step, *linear);
      const std::span<const Word> weights(weights_[step].matrix);
      each_slice(Slice{0, words.size()}, nothing, 0, masked, linear->width, workers,
                 [&](const Slice& slice, SliceReader&, SliceWriter& out) {
                   const auto own = slice.of(weights);
                   const auto mask = slice.of(std::span(words));
                   for (std::size_t i = 0; i < mask.size(); ++i) {
                     mask[i] = static_cast<Word>(own[i] - mask[i]);
                   }
                   out.words<Word>(mask, linear->width);
                 });
    }
    return masked.take();
  }

  Result<std::unique_ptr<ServiceSession>> open_session(std::span<const ServiceBundle> bundles,
                                                       Workers& workers) const override {
    if (bundles.empty()) return fail(ErrorCode::kBadInput, "a session needs a bundle a record");
    for (const ServiceBundle& bundle : bundles) {
      if (bundle.half.corrections.size() != correction_bytes(gates_) ||
          bundle.openings.size() != openings_bytes(gates_)) {
        return fail(ErrorCode::kBadInput, "a bundle's corrections or openings have " +
                                              std::to_string(bundle.half.corrections.size()) +
                                              " and " + std::to_string(bundle.openings.size()) +
                                              " bytes; the plan asks for " +
                                              std::to_string(correction_bytes(gates_)) +
                                              " and " + std::to_string(openings_bytes(gates_)));
      }
    }
    return std::make_unique<RingServiceSession<Word>>(plan_, gates_, weights_, bundles,
                                                      workers);
  }

 private:
  const Plan& plan_;
  const Gates& gates_;
  StepWeights<Word> weights_;
};

}  // namespace

std::unique_ptr<ServiceModel> make_service_model(const Plan& plan, const Gates& gates,
                                                 const Weights& weights) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<ServiceModel> {
    return std::make_unique<RingServiceModel<Word>>(plan, gates, weights);
  });
}

}  // namespace medisc
