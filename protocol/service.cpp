#include "protocol/service.hpp"

#include <string>

#include "protocol/gates/gate.hpp"
#include "protocol/hospital.hpp"
#include "protocol/session_gates.hpp"
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

/// Some whole bytes of D's stream of bits.
template <RingWord Word>
class MaskedPart {
 public:
  MaskedPart(std::uint64_t begin, std::uint64_t end) : begin_(begin), end_(end) {}

  /// The next layer: masks those of its weights that lie in the part.
  void add(const LinearGate& gate, std::uint32_t step, std::span<const Word> weights,
           const Seed& seed, Workers& workers) {
    const std::uint64_t layer = layer_;
    layer_ += std::uint64_t{gate.width} * weights.size();
    if (layer >= end_ || layer_ <= begin_) return;
    const std::size_t first = layer >= begin_ ? 0 : (begin_ - layer) / gate.width;
    const std::size_t last =
        std::min<std::uint64_t>(weights.size(), (end_ - layer + gate.width - 1) / gate.width);
    if (masked_.empty()) stand_at(layer + std::uint64_t{first} * gate.width);
    put(gate, weights.subspan(first, last - first),
        weight_mask<Word>(seed, step, gate, first, last - first), workers);
  }

  Bytes take() {
    Bytes bytes = masked_.take();
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(before_));
    bytes.resize((end_ - begin_) / 8);
    return bytes;
  }

 private:
  /// The first weight begins at this bit, in front of the part or where it begins.
  void stand_at(std::uint64_t bit) {
    const std::uint64_t nothing = 0;
    masked_.lanes(std::span(&nothing, 1), bit % 8);
    before_ = begin_ / 8 - bit / 8;
  }

  void put(const LinearGate& gate, std::span<const Word> weights, std::vector<Word> words,
           Workers& workers) {
    BitReader nothing;
    each_slice(Slice{0, words.size()}, nothing, 0, masked_, gate.width, workers,
               [&](const Slice& slice, SliceReader&, SliceWriter& out) {
                 const auto own = slice.of(weights);
                 const auto mask = slice.of(std::span(words));
                 for (std::size_t i = 0; i < mask.size(); ++i) {
                   mask[i] = static_cast<Word>(own[i] - mask[i]);
                 }
                 out.words<Word>(mask, gate.width);
               });
  }

  const std::uint64_t begin_;  ///< bits of D
  const std::uint64_t end_;
  std::uint64_t layer_ = 0;  ///< where the next layer begins
  BitWriter masked_;         ///< from a byte of D on, in front of the part or where it begins
  std::size_t before_ = 0;   ///< bytes in front of it
};

template <RingWord Word>
class ServiceGates final : public SessionGates<Word, ServiceGate<Word>> {
 public:
  ServiceGates(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
               std::vector<Seed> seeds, std::uint64_t room, std::size_t threads)
      : SessionGates<Word, ServiceGate<Word>>(plan, gates, seeds.size(), room,
                                              streams_of(gates, seeds.size())),
        weights_(weights),
        seeds_(std::move(seeds)) {
    for (std::size_t step = 0; step < gates.size(); ++step) {
      std::visit(
          [&](const auto& gate) {
            reserve<Word>(gate, seeds_.size(), &weights[step].map, threads, this->memory_);
          },
          gates[step]);
    }
  }

 private:
  static std::vector<GateStream> streams_of(const Gates& gates, std::size_t batch) {
    std::vector<GateStream> streams;
    streams.emplace_back(Material::kCorrections, correction_bits_of(gates), batch);
    streams.emplace_back(Material::kOpenings, opening_bits_of(gates), batch);
    return streams;
  }

  std::unique_ptr<ServiceGate<Word>> open_gate(GatePlace<Word> place,
                                               Workers& workers) override {
    const std::uint32_t step = place.step;
    std::vector<BitReader> corrections = this->readers(0, step);
    std::vector<BitReader> openings = this->readers(1, step);
    std::unique_ptr<ServiceGate<Word>> opened = std::visit(
        [&](const auto& gate) {
          return make_service<Word>(gate, std::move(place), weights_[step]);
        },
        this->kinds_[step]);
    opened->open({seeds_, corrections, openings}, workers);
    return opened;
  }

  const StepWeights<Word>& weights_;
  const std::vector<Seed> seeds_;
};

template <RingWord Word>
class RingServiceSession final : public ServiceSession {
 public:
  RingServiceSession(const Plan& plan, const Gates& gates, const StepWeights<Word>& weights,
                     std::vector<Seed> seeds, std::uint64_t room, std::size_t threads)
      : plan_(plan),
        longest_(gates, seeds.size()),
        gates_(plan, gates, weights, std::move(seeds), room, threads) {}

  Task<void> open(MaterialSource& source, WorkHost* host) override {
    return gates_.open(source, host);
  }
  void open_now(MaterialSource& source, Workers& workers) { gates_.open_now(source, workers); }

  Task<void> filled() override { co_await gates_.window().filled(); }

  Task<void> serve(Link& link) override {
    link.reserve(gates_.size(), longest_.down, longest_.up);
    co_await link.receive();
    co_await gates_.run(link);
    link.out().words<Word>(gates_.result(), plan_.output_width());
    link.flush();
    link.leave();
  }
  void end() override { gates_.window().end(); }

 private:
  const Plan& plan_;
  LongestMessages longest_;
  ServiceGates<Word> gates_;
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

  using ServiceModel::masked_weights;
  Bytes masked_weights(const Seed& seed, std::size_t first, std::size_t count,
                       Workers& workers) const override {
    MaskedPart<Word> part(8 * std::uint64_t{first}, 8 * (std::uint64_t{first} + count));
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto* linear = std::get_if<LinearGate>(&gates_[step]);
      if (linear != nullptr) part.add(*linear, step, weights_[step].matrix, seed, workers);
    }
    return part.take();
  }
  std::size_t masked_weights_bytes() const override {
    return medisc::masked_weights_bytes(gates_);
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
    std::vector<Seed> seeds;
    std::vector<MemoryMaterial::Record> records;
    for (const ServiceBundle& bundle : bundles) {
      seeds.push_back(bundle.half.seed);
      records.push_back({bundle.half.corrections, bundle.openings});
    }
    auto session = std::make_unique<RingServiceSession<Word>>(
        plan_, gates_, weights_, std::move(seeds), UINT64_MAX, workers.width());
    MemoryMaterial material(std::move(records));
    session->open_now(material, workers);
    return session;
  }

  std::unique_ptr<ServiceSession> make_session(std::vector<Seed> seeds, std::uint64_t room,
                                               std::size_t threads) const override {
    return std::make_unique<RingServiceSession<Word>>(plan_, gates_, weights_, std::move(seeds),
                                                      room, threads);
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
