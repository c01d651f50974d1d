/// Whole inferences in memory: dealer, hospital and service of one pool, every seed taken from
/// one series.
#pragma once

#include <stdexcept>
#include <utility>

#include "dealer/deal.hpp"
#include "protocol/hospital.hpp"
#include "protocol/memory_link.hpp"
#include "protocol/service.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {

/// Bundles of one session, both halves, prepared.
struct Bundles {
  std::vector<HospitalBundle> hospital;
  std::vector<ServiceBundle> service;
};

/// What one session yields and what could be seen of it.
struct InferenceRun {
  std::vector<std::int64_t> logits;  ///< batch x outputs
  std::vector<Crossing> crossings;
  std::uint64_t flights = 0;
  std::vector<StepTraffic> hospital_steps;
  std::vector<StepTraffic> service_steps;
};

/// The value, or the error as an exception, which fails the test.
template <class T>
T expect_value(Result<T> result) {
  if (!result) throw std::runtime_error(render(result.error()));
  return std::move(*result);
}

class InferencePool {
 public:
  InferencePool(Plan plan, const Weights& weights, std::uint64_t series)
      : plan_(std::move(plan)),
        gates_(make_gates(plan_)),
        series_(series),
        dealing_(make_dealing(plan_, next_seed())),
        model_(make_service_model(plan_, gates_, weights)),
        masked_weights_(model_->masked_weights(numbered_seed(0, series_))),
        preparing_(expect_value(make_preparing(plan_, gates_, masked_weights_))) {}
  InferencePool(const InferencePool&) = delete;
  InferencePool& operator=(const InferencePool&) = delete;

  const Plan& plan() const { return plan_; }
  const Gates& gates() const { return gates_; }
  const ServiceModel& model() const { return *model_; }
  const Preparing& preparing() const { return *preparing_; }
  const Bytes& masked_weights() const { return masked_weights_; }
  Seed weight_mask_seed() const { return numbered_seed(0, series_); }

  /// The pool's next bundles.
  Bundles deal(std::size_t count) {
    Bundles bundles;
    for (std::size_t b = 0; b < count; ++b) {
      const Seed hospital = next_seed();
      const Seed service = next_seed();
      Preparation prepared = preparing_->prepare(hospital);
      bundles.hospital.push_back({hospital, std::move(prepared.shares)});
      bundles.service.push_back(
          {dealing_->deal(hospital, service), std::move(prepared.openings)});
    }
    return bundles;
  }

  /// One session over `records`, batch x features.
  InferenceRun run(const Bundles& bundles, std::span<const std::int64_t> records) const {
    const auto hospital = expect_value(open_hospital_session(plan_, gates_, bundles.hospital));
    const auto service = expect_value(model_->open_session(bundles.service));
    MemoryChannel channel;
    auto up = hospital->infer(channel.hospital(), records);
    auto down = service->serve(channel.service());
    channel.run(up, down);
    if (!up.done() || !down.done()) throw std::runtime_error("a party still waits");
    down.result();
    return {up.result(), channel.crossings(), channel.flights(), channel.hospital().steps(),
            channel.service().steps()};
  }

  InferenceRun run(std::span<const std::int64_t> records) {
    return run(deal(records.size() / plan_.input.features), records);
  }

 private:
  Seed next_seed() { return numbered_seed(next_++, series_); }

  Plan plan_;
  Gates gates_;
  std::uint64_t series_;
  std::uint64_t next_ = 0;
  std::unique_ptr<Dealing> dealing_;  ///< under seed 0 of the series
  std::unique_ptr<ServiceModel> model_;
  Bytes masked_weights_;
  std::unique_ptr<Preparing> preparing_;
};

}  // namespace medisc::test
