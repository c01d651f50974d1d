// The façade, as a gateway or a language binding uses it: this header, and no other of the
// product's.
#include "site/medisc.hpp"

#include <gmock/gmock.h>

#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kRecords = 6;

Result<CompiledModel> breast_model() {
  return load_model({.network = breast() / "model.onnx",
                     .ranges = breast() / "ranges.csv",
                     .declared = {.labels = {"benign", "malignant"}}});
}

Result<EncodedRecords> some_records(const Plan& plan) {
  return load_records((breast() / "records.csv").string(), plan, {0, kRecords});
}

TEST(Facade, ASimulatedModelEqualsItsReference) {
  const auto model = breast_model();
  ASSERT_TRUE(succeeded(model));
  EXPECT_EQ(model->report.size(), model->plan.steps.size());
  const auto records = some_records(model->plan);
  ASSERT_TRUE(succeeded(records));
  ASSERT_EQ(records->encoded.size(), kRecords);
  auto simulation = Simulation::make(model->plan, model->weights);
  ASSERT_TRUE(succeeded(simulation));
  const auto session = simulation->run(records->encoded);
  ASSERT_TRUE(succeeded(session));
  ASSERT_EQ(session->logits.size(), kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) {
    EXPECT_EQ(session->logits[i], reference(model->plan, model->weights, records->encoded[i]));
  }
}

TEST(Facade, AFileThatIsNoModelIsAnError) {
  const auto refused = load_model({.network = breast() / "labels.txt"});
  EXPECT_TRUE(failed(refused, ErrorCode::kBadInput, "labels.txt"));
}

class HospitalFacade : public ThreeSites {
 protected:
  static DiagnoseOrder order_of(const Plan& plan,
                                std::vector<std::vector<std::int64_t>> records) {
    DiagnoseOrder order;
    order.model = "breast";
    order.plan = plan;
    order.records = std::move(records);
    return order;
  }
};

TEST_F(HospitalFacade, DiagnosesWhatTheReferenceSays) {
  start_dealer_and_service();
  fill(2 * kRecords);
  auto hospital = Hospital::open(path("hospital.toml"));
  ASSERT_TRUE(succeeded(hospital));
  EXPECT_EQ(hospital->service_name(), "acme");
  EXPECT_TRUE(failed(hospital->plan("breast"), ErrorCode::kPoolDry));

  std::size_t told = 0;
  PrepareOrder preparing{.model = "breast", .count = kRecords};
  preparing.progress = [&](std::size_t done, std::size_t) {
    told = done;
  };
  const auto prepared = hospital->prepare(preparing);
  ASSERT_TRUE(succeeded(prepared));
  EXPECT_EQ(prepared->ready, kRecords);
  EXPECT_EQ(told, kRecords);

  const auto plan = hospital->plan("breast");
  ASSERT_TRUE(succeeded(plan));
  const auto model = breast_model();
  ASSERT_TRUE(succeeded(model));
  const auto records = some_records(*plan);
  ASSERT_TRUE(succeeded(records));
  DiagnoseOrder order = order_of(*plan, records->encoded);
  order.batch = 4;
  const auto diagnoses = hospital->diagnoses(std::move(order));
  ASSERT_TRUE(succeeded(diagnoses));
  ASSERT_EQ(diagnoses->size(), kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) {
    const auto& logits = (*diagnoses)[i].logits;
    EXPECT_EQ(logits, reference(model->plan, model->weights, records->encoded[i])) << i;
    const auto answer = std::get<ClassAnswer>(answer_of(*plan, logits));
    EXPECT_EQ(answer.label, answer.index == 0 ? "benign" : "malignant");
    EXPECT_GE(answer.softmax[answer.index], 0.5);
  }
  EXPECT_GT(diagnoses->front().costs.payload_up, 0);
  EXPECT_TRUE(succeeded(hospital->ping(3)));

  // What it had is used up.
  EXPECT_TRUE(
      failed(hospital->diagnose(order_of(*plan, records->encoded)), ErrorCode::kPoolDry));
}

TEST_F(HospitalFacade, AHospitalMayGoAndComeBack) {
  start_dealer_and_service();
  fill(2);
  Result<Plan> plan;
  {
    auto hospital = Hospital::open(path("hospital.toml"), "acme");
    ASSERT_TRUE(succeeded(hospital));
    ASSERT_TRUE(succeeded(hospital->prepare({.model = "breast", .count = 2})));
    plan = hospital->plan("breast");
    ASSERT_TRUE(succeeded(plan));
  }
  const auto records = some_records(*plan);
  ASSERT_TRUE(succeeded(records));
  auto again = Hospital::open(path("hospital.toml"));
  ASSERT_TRUE(succeeded(again));
  Hospital moved = std::move(*again);
  const auto diagnoses = moved.diagnoses(order_of(*plan, {records->encoded[0]}));
  ASSERT_TRUE(succeeded(diagnoses));
  EXPECT_EQ(diagnoses->size(), 1U);
}

TEST_F(HospitalFacade, WhatCannotBeOpenedOrReachedIsAnError) {
  EXPECT_TRUE(failed(Hospital::open(path("nothing.toml")), ErrorCode::kUsage, "nothing.toml"));
  EXPECT_TRUE(failed(Hospital::open(path("hospital.toml"), "other"), ErrorCode::kUsage,
                     "no service named 'other'"));
  auto hospital = Hospital::open(path("hospital.toml"));
  ASSERT_TRUE(succeeded(hospital));
  EXPECT_TRUE(
      failed(hospital->prepare({.model = "breast", .count = 1}), ErrorCode::kPeerUnavailable));
}

}  // namespace
}  // namespace medisc::test
