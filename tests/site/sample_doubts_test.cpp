#include "site/sample_doubts.hpp"

#include <gmock/gmock.h>

#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Two features, three rows of unit weights, and a last layer.
Network network_of(double bias) {
  Network network;
  network.features = 2;
  network.layers.push_back(
      {"first", Dense{2, 3, std::vector<double>(6, 1), {bias, bias, bias}}, {}});
  network.layers.push_back({"relu", relu(3), {}});
  network.layers.push_back({"last", Dense{3, 1, {1, 1, 1}, {0}}, {}});
  return network;
}

Fidelity measured(std::size_t records, std::vector<double> reached, bool drawn = false) {
  Fidelity fidelity;
  fidelity.records = records;
  fidelity.drawn = drawn;
  fidelity.reached = std::move(reached);
  return fidelity;
}

TEST(SampleDoubts, NoneOfManySamplesThatFillTheirRanges) {
  EXPECT_THAT(sample_doubts(network_of(1), std::vector<double>{4}, measured(100, {3, 1})),
              IsEmpty());
}

TEST(SampleDoubts, FewSamplesAreTold) {
  EXPECT_THAT(sample_doubts(network_of(1), std::vector<double>{4}, measured(1, {3, 1})),
              ElementsAre(HasSubstr("measured on 1 sample, which tells little")));
}

TEST(SampleDoubts, SamplesLeftOutAreCountedAndNotMostOfThem) {
  Fidelity fidelity = measured(30, {3, 1});
  fidelity.beyond = 10;
  EXPECT_THAT(sample_doubts(network_of(1), std::vector<double>{4}, fidelity),
              ElementsAre(HasSubstr("10 of 40 samples lie beyond")));
  EXPECT_TRUE(succeeded(expect_within(fidelity)));
  fidelity.beyond = 31;
  EXPECT_TRUE(failed(expect_within(fidelity), ErrorCode::kBadInput, "31 of 61 samples"));
}

TEST(SampleDoubts, SamplesFarBelowTheirRangesAreTold) {
  EXPECT_THAT(sample_doubts(network_of(1), std::vector<double>{1000}, measured(100, {3, 2})),
              ElementsAre(HasSubstr("in 2 of 2 features")));
  EXPECT_THAT(sample_doubts(network_of(1), std::vector<double>{1000}, measured(100, {900, 2})),
              IsEmpty());
}

TEST(SampleDoubts, RangesFarBeyondTheFirstLayersBendsAreTold) {
  const std::vector<double> wide{1e5};
  EXPECT_THAT(sample_doubts(network_of(1), wide, measured(100, {1e5, 1e5}, true)),
              ElementsAre(HasSubstr("very wide for the network's first layer")));
  EXPECT_THAT(sample_doubts(network_of(0), wide, measured(100, {1e5, 1e5}, true)), IsEmpty());
  EXPECT_THAT(sample_doubts(network_of(1e4), wide, measured(100, {1e5, 1e5}, true)), IsEmpty());
}

TEST(SampleDoubts, NothingIsMeasuredOnSamplesThatAreAllAlike) {
  EXPECT_TRUE(succeeded(expect_different(std::vector<double>{1, 2, 1, 3}, 2)));
  EXPECT_TRUE(succeeded(expect_different(std::vector<double>{1, 2}, 2)));
  EXPECT_TRUE(failed(expect_different(std::vector<double>{1, 2, 1, 2}, 2), ErrorCode::kBadInput,
                     "the same record"));
  EXPECT_TRUE(failed(expect_different(std::vector<double>{0, 0}, 2), ErrorCode::kBadInput,
                     "all samples are 0"));
}

/// Records of two features within [-2^10, 2^10], and what was reached of it.
CompiledModel model_of(std::vector<double> reached, bool drawn = false) {
  CompiledModel model;
  model.plan.input = {2, 10, {10}};
  model.fidelity = measured(100, std::move(reached), drawn);
  return model;
}

TEST(RecordDoubts, RecordsFarBeyondTheSamplesAreTold) {
  const std::vector<std::vector<std::int64_t>> records{{10, 1}, {-30, 900}, {20, 100}};
  const std::vector<std::string> names{"a", "b", "c"};
  EXPECT_THAT(record_doubts(model_of({100, 5}), records, names),
              ElementsAre(HasSubstr("2 of 3 records go 16 times as far as all samples, or "
                                    "further; record 'b' 180 times as far in feature 2")));
  EXPECT_THAT(record_doubts(model_of({100, 100}), records, names), IsEmpty());
}

TEST(RecordDoubts, RecordsFarWithinDrawnOnesAreTold) {
  const std::vector<std::vector<std::int64_t>> records{{3, 1}, {2, -3}};
  const std::vector<std::string> names{"a", "b"};
  EXPECT_THAT(record_doubts(model_of({1024, 1024}, true), records, names),
              ElementsAre(HasSubstr("the records stay below a 16th")));
  EXPECT_THAT(record_doubts(model_of({1024, 1024}), records, names), IsEmpty());
}

}  // namespace
}  // namespace medisc::test
