#include "protocol/service.hpp"

#include <string>

#include "protocol/hospital.hpp"
#include "protocol/linear.hpp"
#include "protocol/relu.hpp"

namespace medisc {
namespace {

template <RingWord Word>
struct LinearWeights {
  std::vector<Word> matrix;
  std::vector<Word> bias;
};

/// Weights of every step; empty for steps without.
template <RingWord Word>
using StepWeights = std::vector<LinearWeights<Word>>;

template <RingWord Word>
struct ReluInput {
  ReluMaterial<Word> material;
  ReluOpenings<Word> ahead;
};

template <RingWord Word>
using StepMaterial = std::variant<LinearMaterial<Word>, ReluInput<Word>>;

template <RingWord Word>
class RingServiceSession final : public ServiceSession {
 public:
  RingServiceSession(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
                     std::span<const ServiceBundle> bundles)
      : plan_(plan), gates_(gates) {
    std::vector<Seed> seeds;
    std::vector<BitReader> corrections;
    std::vector<BitReader> openings;
    for (const ServiceBundle& bundle : bundles) {
      seeds.push_back(bundle.half.seed);
      corrections.emplace_back(bundle.half.corrections);
      openings.emplace_back(bundle.openings);
    }
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      if (const auto* dense = std::get_if<DenseStep>(&gates[step])) {
        material_.push_back(read_linear(*dense, weights[step], corrections));
      } else {
        const auto& relu = std::get<ReluGate>(gates[step]);
        material_.push_back(read_relu(relu, step, seeds, corrections, openings));
      }
    }
  }

  Task<void> serve(Link& link) override {
    std::vector<Word> x;
    co_await link.receive();
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      if (const auto* dense = std::get_if<DenseStep>(&gates_[step])) {
        x = take_linear<Word>(link, *dense, std::get<LinearMaterial<Word>>(material_[step]), x);
      } else {
        const auto& input = std::get<ReluInput<Word>>(material_[step]);
        auto layer = relu_as_service<Word>(link, std::get<ReluGate>(gates_[step]), input.material,
                                           input.ahead, x);
        x = co_await layer;
      }
    }
    link.out().words<Word>(x, plan_.output_width());
    link.flush();
    link.leave();
  }

 private:
  static LinearMaterial<Word> read_linear(const DenseStep& dense,
                                          const LinearWeights<Word>& weights,
                                          std::vector<BitReader>& corrections) {
    LinearMaterial<Word> material{weights.matrix, weights.bias, {}};
    std::vector<Word> v(dense.outputs);
    for (BitReader& reader : corrections) {
      reader.words<Word>(v, dense.width);
      material.v.insert(material.v.end(), v.begin(), v.end());
    }
    return material;
  }

  static ReluInput<Word> read_relu(const ReluGate& gate, std::uint32_t step,
                                   std::span<const Seed> seeds,
                                   std::vector<BitReader>& corrections,
                                   std::vector<BitReader>& openings) {
    const std::size_t lanes = gate.step.size;
    ReluInput<Word> input{expand_relu<Word>(Party::kService, gate, step, seeds), {}};
    input.ahead.leaves = BitPlanes(gate.circuit.monomials.size(), seeds.size() * lanes);
    input.ahead.factors.resize(seeds.size() * lanes);
    for (std::size_t b = 0; b < seeds.size(); ++b) {
      read_corrections<Word>(gate, b, corrections[b], input.material);
      read_rows(openings[b], input.ahead.leaves, b * lanes, lanes);
      const auto factors = std::span(input.ahead.factors).subspan(b * lanes, lanes);
      openings[b].words<Word>(factors, gate.step.output_width);
    }
    return input;
  }

  const Plan& plan_;
  const Gates& gates_;
  std::vector<StepMaterial<Word>> material_;
};

template <RingWord Word>
class RingServiceModel final : public ServiceModel {
 public:
  RingServiceModel(const Plan& plan, const Gates& gates, const Weights& weights)
      : plan_(plan), gates_(gates) {
    auto layer = weights.begin();
    for (const Gate& gate : gates) {
      LinearWeights<Word> residues;
      if (std::holds_alternative<DenseStep>(gate)) {
        for (const std::int64_t w : layer->matrix) residues.matrix.push_back(to_word<Word>(w));
        for (const std::int64_t b : layer->bias) residues.bias.push_back(to_word<Word>(b));
        ++layer;
      }
      weights_.push_back(std::move(residues));
    }
  }

  Bytes masked_weights(const Seed& seed) const override {
    BitWriter masked;
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto* dense = std::get_if<DenseStep>(&gates_[step]);
      if (dense == nullptr) continue;
      std::vector<Word> words = weight_mask<Word>(seed, step, *dense);
      for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = static_cast<Word>(weights_[step].matrix[i] - words[i]);
      }
      masked.words<Word>(words, dense->width);
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
                                              std::to_string(correction_bytes(gates_)) + " and " +
                                              std::to_string(openings_bytes(gates_)));
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
