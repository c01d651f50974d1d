#include "protocol/service.hpp"

#include <algorithm>
#include <string>

#include "protocol/hospital.hpp"
#include "protocol/linear.hpp"
#include "protocol/local.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"

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

/// Nearly every plan's weights are short; once a model, the service looks whether its own are.
WeightRange range_of(const LinearWeights& weights) {
  const auto is_short = [](std::int64_t w) {
    return w >= -0x8000 && w < 0x8000;
  };
  return std::all_of(weights.matrix.begin(), weights.matrix.end(), is_short)
             ? WeightRange::kShort
             : WeightRange::kFull;
}

template <RingWord Word>
class RingServiceSession final : public ServiceSession {
 public:
  RingServiceSession(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
                     std::span<const ServiceBundle> bundles)
      : plan_(plan), gates_(gates), batch_(bundles.size()) {
    std::vector<Seed> seeds;
    std::vector<BitReader> corrections;
    std::vector<BitReader> openings;
    for (const ServiceBundle& bundle : bundles) {
      seeds.push_back(bundle.half.seed);
      corrections.emplace_back(bundle.half.corrections);
      openings.emplace_back(bundle.openings);
    }
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      StepMaterial<Word> material;
      if (const auto* linear = std::get_if<LinearGate>(&gates[step])) {
        material.linear = read_linear(*linear, weights[step], corrections);
      }
      for_each_relu(gates[step], [&](const ReluGate& relu) {
        auto expanded = expand_relu<Word>(Party::kService, relu, seeds);
        for (std::size_t b = 0; b < seeds.size(); ++b) {
          read_corrections<Word>(relu, b, corrections[b], expanded);
        }
        material.ahead.push_back(relu.live
                                     ? ReluOpenings<Word>{}
                                     : read_relu_openings<Word>(relu, expanded, openings));
        material.relus.push_back(std::move(expanded));
      });
      material_.push_back(std::move(material));
    }
  }

  Task<void> serve(Link& link) override {
    // Of the record the hospital holds all: our share is zero.
    std::vector<std::vector<Word>> tensors;
    tensors.emplace_back(batch_ * plan_.input.features);
    co_await link.receive();
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      std::vector<std::span<const Word>> inputs;
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        inputs.emplace_back(tensors[tensor]);
      }
      std::vector<Word> result;
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        result = take_linear<Word>(link, *linear, material_[step].linear, inputs[0]);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        result = compute_local<Word>(*local, Party::kService, inputs, batch_);
      } else {
        auto layer = compare(link, step, inputs[0]);
        result = co_await layer;
      }
      tensors.push_back(std::move(result));
    }
    link.out().words<Word>(tensors.back(), plan_.output_width());
    link.flush();
    link.leave();
  }

 private:
  static LinearMaterial<Word> read_linear(const LinearGate& gate,
                                          const LinearResidues<Word>& weights,
                                          std::vector<BitReader>& corrections) {
    LinearMaterial<Word> material{&weights.map, weights.bias, {}};
    std::vector<Word> v(gate.outputs);
    for (BitReader& reader : corrections) {
      reader.words<Word>(v, gate.width);
      material.v.insert(material.v.end(), v.begin(), v.end());
    }
    return material;
  }

  Task<std::vector<Word>> compare(Link& link, std::size_t step, std::span<const Word> x) {
    const StepMaterial<Word>& material = material_[step];
    if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
      return relu_as_service<Word>(link, *relu, material.relus[0], material.ahead[0], x);
    }
    return max_pool_as_service<Word>(link, std::get<MaxPoolGate>(gates_[step]), material.relus,
                                     material.ahead, std::vector<Word>(x.begin(), x.end()),
                                     batch_);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  std::vector<StepMaterial<Word>> material_;
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

  Bytes masked_weights(const Seed& seed) const override {
    BitWriter masked;
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto* linear = std::get_if<LinearGate>(&gates_[step]);
      if (linear == nullptr) continue;
      std::vector<Word> words = weight_mask<Word>(seed, step, *linear);
      for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = static_cast<Word>(weights_[step].matrix[i] - words[i]);
      }
      masked.words<Word>(words, linear->width);
    }
    return masked.take();
  }

  Result<std::unique_ptr<ServiceSession>> open_session(
      std::span<const ServiceBundle> bundles) const override {
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
    return std::make_unique<RingServiceSession<Word>>(plan_, gates_, weights_, bundles);
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
