#include "protocol/service.hpp"

#include <string>

#include "protocol/gates/gate.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

/// Weights of every step; empty for steps without.
template <RingWord Word>
using StepWeights = std::vector<LinearResidues<Word>>;

/// Nearly every plan's weights are short; once a model, the service looks whether its own are:
/// at all of them, so that its time tells one bit a layer, and no weight.
WeightRange range_of(const LinearWeights& weights) {
  std::int32_t beyond = 0;  // bits that differ from the sign, above the lowest 15
  for (const std::int32_t w : weights.matrix) beyond |= (w >> 15) ^ (w >> 31);
  return beyond == 0 ? WeightRange::kShort : WeightRange::kFull;
}

template <RingWord Word>
LinearResidues<Word> residues_of(const LinearGate& gate, const LinearWeights& weights) {
  LinearResidues<Word> residues;
  for (const std::int64_t w : weights.matrix) residues.matrix.push_back(to_word<Word>(w));
  for (const std::int64_t b : weights.bias) residues.bias.push_back(to_word<Word>(b));
  residues.map = linear_map<Word>(gate, residues.matrix, range_of(weights));
  return residues;
}

template <RingWord Word>
class RingServiceSession final : public ServiceSession {
 public:
  RingServiceSession(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
                     std::span<const ServiceBundle> bundles, Workers& workers)
      : plan_(plan), longest_(gates, bundles.size()) {
    const std::size_t batch = bundles.size();
    std::vector<Seed> seeds;
    std::vector<BitReader> corrections;
    std::vector<BitReader> openings;
    for (const ServiceBundle& bundle : bundles) {
      seeds.push_back(bundle.half.seed);
      corrections.emplace_back(bundle.half.corrections);
      openings.emplace_back(bundle.openings);
    }
    // Of the record the hospital holds all: our share is zero.
    tensors_.emplace_back(batch * plan_.input.features);
    for (const Step& step : plan_.steps) tensors_.emplace_back(batch * result_size(step));
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      GatePlace<Word> place{step, batch, {}, tensors_[step + 1], memory_};
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        place.inputs.emplace_back(tensors_[tensor]);
      }
      gates_.push_back(std::visit(
          [&](const auto& gate) {
            return make_service<Word>(gate, std::move(place), weights[step], workers);
          },
          gates[step]));
      gates_.back()->open({seeds, corrections, openings}, workers);
    }
  }

  Task<void> serve(Link& link) override {
    link.reserve(gates_.size(), longest_.down, longest_.up);
    co_await link.receive();
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      co_await gates_[step]->run(link);
    }
    link.out().words<Word>(tensors_.back(), plan_.output_width());
    link.flush();
    link.leave();
  }

 private:
  const Plan& plan_;
  LongestMessages longest_;
  std::vector<std::vector<Word>> tensors_;  ///< our shares: the record's, then every step's
  SessionMemory<Word> memory_;
  std::vector<std::unique_ptr<ServiceGate<Word>>> gates_;
};

template <RingWord Word>
class RingServiceModel final : public ServiceModel {
 public:
  RingServiceModel(const Plan& plan, const Gates& gates, const Weights& weights)
      : plan_(plan), gates_(gates) {
    auto layer = weights.begin();
    for (const Gate& gate : gates) {
      const auto* linear = std::get_if<LinearGate>(&gate);
      weights_.push_back(linear == nullptr ? LinearResidues<Word>{}
                                           : residues_of<Word>(*linear, *layer++));
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
