// The main job: three processes, held-out records in, diagnoses out, and books that agree.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

Report reference_of(const Site& site, std::size_t count) {
  const Outcome printed = site.run(site.verb(
      {"reference"},
      {"--records", (examples() / "records.csv").string(), "--limit", std::to_string(count)},
      "service"));
  EXPECT_TRUE(succeeded(printed));
  return printed.report();
}

Report plan_of(const Site& site, std::size_t batch) {
  const Outcome printed =
      site.run(site.verb({"plan"}, {"--explain", "--batch", std::to_string(batch)}, "service"));
  EXPECT_TRUE(succeeded(printed));
  return printed.report();
}

void expect_equal_logits(const Report& diagnosed, const Report& reference, std::size_t count) {
  EXPECT_EQ(diagnosed.fact("plan"), reference.fact("plan"));
  const auto found = diagnosed.table("results");
  const auto expected = reference.table("results");
  ASSERT_EQ(found.size(), count);
  ASSERT_EQ(expected.size(), count);
  for (const char* name : {"record", "diagnosis", "softmax", "logit_0", "logit_1"}) {
    EXPECT_EQ(column(found, name), column(expected, name)) << name;
  }
}

/// Every session of both parties costs what the plan declares for `batch` records.
void expect_declared_costs(const Site& site, std::size_t sessions, std::size_t batch) {
  const Report plan = plan_of(site, batch);
  ASSERT_TRUE(eventually([&] {
    const auto states = column(site.stats("service", "sessions").table("sessions"), "state");
    return states == std::vector<std::string>(sessions, "done");
  }));
  for (const char* role : {"hospital", "service"}) {
    SCOPED_TRACE(role);
    const auto stats = site.stats(role, "sessions");
    ASSERT_EQ(stats.table("sessions").size(), sessions);
    for (const Row& session : stats.table("sessions")) {
      EXPECT_EQ(session.at("role"), role);
      EXPECT_EQ(session.at("state"), "done");
      EXPECT_EQ(session.at("records"), std::to_string(batch));
      for (const char* cost : {"flights", "payload_up", "payload_down"}) {
        EXPECT_EQ(session.at(cost), plan.fact(cost)) << cost;
      }
      EXPECT_GT(std::stoul(session.at("wire_up")), std::stoul(session.at("payload_up")));
      EXPECT_GT(std::stoul(session.at("wire_down")), std::stoul(session.at("payload_down")));
      EXPECT_GT(std::stod(session.at("online_ms")), 0);
    }
    const auto layers = site.stats(role, "layers").table("layers");
    const auto steps = plan.table("steps");
    ASSERT_EQ(layers.size(), steps.size());
    double flights = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Row& layer = layers[i];
      SCOPED_TRACE(steps[i].at("name"));
      EXPECT_EQ(layer.at("name"), steps[i].at("name"));
      EXPECT_EQ(layer.at("sessions"), std::to_string(sessions));
      EXPECT_EQ(layer.at("records"), std::to_string(sessions * batch));
      EXPECT_EQ(std::stod(layer.at("mean_bits_up")), std::stod(steps[i].at("bits_up")));
      EXPECT_EQ(std::stod(layer.at("mean_bits_down")), std::stod(steps[i].at("bits_down")));
      flights += std::stod(layer.at("mean_flights"));
      // A message belongs to the step that sends it, or else to the step that waits for it.
      if (role == std::string("service")) continue;
      EXPECT_EQ(std::stod(layer.at("mean_flights")), std::stod(steps[i].at("flights")));
    }
    EXPECT_EQ(flights, std::stod(plan.fact("flights")));
  }
  EXPECT_EQ(column(site.stats("hospital", "sessions").table("sessions"), "session"),
            column(site.stats("service", "sessions").table("sessions"), "session"));
}

void expect_levels(const Site& site, std::size_t prepared, std::size_t consumed) {
  for (const char* role : {"hospital", "service"}) {
    EXPECT_EQ(site.level(role, "prepared"), prepared) << role;
    EXPECT_EQ(site.level(role, "consumed"), consumed) << role;
    EXPECT_EQ(site.level(role, "delivered"), 0U) << role;
    EXPECT_EQ(site.level(role, "burned"), 0U) << role;
  }
  EXPECT_EQ(site.ids("hospital", "consumed"), site.ids("service", "consumed"));
  EXPECT_EQ(site.ids("hospital", "prepared"), site.ids("service", "prepared"));
}

TEST(Diagnosis, TenRecordsEqualTheReferenceAndTheBooksAgree) {
  Site site;
  site.start();
  const Outcome filled = site.fill(14);
  ASSERT_TRUE(succeeded(filled));
  EXPECT_EQ(filled.report().fact("dealt"), "14");
  const Outcome prepared = site.prepare(12);
  ASSERT_TRUE(succeeded(prepared));
  EXPECT_EQ(prepared.report().fact("ready"), "12");
  EXPECT_EQ(site.level("dealer", "dealt"), 2U);
  EXPECT_EQ(site.level("dealer", "delivered"), 12U);

  const Outcome diagnosed = site.diagnose(10);
  ASSERT_TRUE(succeeded(diagnosed));
  expect_equal_logits(diagnosed.report(), reference_of(site, 10), 10);
  expect_declared_costs(site, 10, 1);
  expect_levels(site, 2, 10);
  for (const Row& row : diagnosed.report().table("results")) {
    EXPECT_EQ(row.at("flights"), "6");
  }
}

TEST(Diagnosis, WiderRingAndFullWidthsCostWhatThePlanSays) {
  for (const char* setting :
       {"ring_bits = 64\n", "full_width = true\n", "ring_bits = 64\nfull_width = true\n"}) {
    SCOPED_TRACE(setting);
    Site site;
    site.model_settings += setting;
    site.start();
    site.stock(3, 3);
    const Outcome diagnosed = site.diagnose(3);
    ASSERT_TRUE(succeeded(diagnosed));
    expect_equal_logits(diagnosed.report(), reference_of(site, 3), 3);
    expect_declared_costs(site, 3, 1);
    expect_levels(site, 0, 3);
  }
}

TEST(Diagnosis, BatchesShareTheFlights) {
  Site site;
  site.start();
  site.stock(8, 8);
  const Outcome diagnosed = site.diagnose(8, {"--batch", "4"});
  ASSERT_TRUE(succeeded(diagnosed));
  expect_equal_logits(diagnosed.report(), reference_of(site, 8), 8);
  expect_declared_costs(site, 2, 4);
  expect_levels(site, 0, 8);
}

TEST(Diagnosis, TheLastBatchIsAsLargeAsWhatIsLeft) {
  Site site;
  site.start();
  site.stock(10, 10);
  const Outcome diagnosed = site.diagnose(10, {"--batch", "4"});
  ASSERT_TRUE(succeeded(diagnosed));
  expect_equal_logits(diagnosed.report(), reference_of(site, 10), 10);
  EXPECT_EQ(column(site.stats("hospital", "sessions").table("sessions"), "records"),
            (std::vector<std::string>{"2", "4", "4"}));
}

/// A session that opens ahead does so over a second connection.
TEST(Diagnosis, SessionsOpenAheadUnlessToldNotTo) {
  Site site;
  site.start();
  site.stock(8, 8);
  const auto met = [&] {
    const std::string log = site.service().err();
    std::size_t count = 0;
    for (auto at = log.find("peer-met role=hospital"); at != std::string::npos;
         at = log.find("peer-met role=hospital", at + 1)) {
      ++count;
    }
    return count;
  };
  const std::size_t before = met();
  ASSERT_TRUE(succeeded(site.diagnose(4, {"--no-ahead"})));
  EXPECT_TRUE(eventually([&] { return met() == before + 1; }));
  const Outcome ahead = site.diagnose(4);
  ASSERT_TRUE(succeeded(ahead));
  EXPECT_TRUE(eventually([&] { return met() == before + 3; }));
  expect_equal_logits(ahead.report(), reference_of(site, 4), 4);
}

TEST(Diagnosis, ComparesWithTheReferenceItself) {
  Site site;
  site.start();
  site.stock(4, 4);
  const std::string records = (examples() / "records.csv").string();
  const Outcome reference =
      site.run(site.verb({"reference"}, {"--records", records, "--limit", "2"}, "service"));
  site.write("equal.json", reference.out);
  const Outcome equal = site.diagnose(2, {"--expect", site.path("equal.json")});
  ASSERT_TRUE(succeeded(equal));
  EXPECT_EQ(equal.report().fact("equal_to_reference"), "2");

  std::string changed = reference.out;
  const std::string logit = reference.report().table("results")[1].at("logit_0");
  changed.replace(changed.find(logit), logit.size(), "123");
  site.write("differs.json", changed);
  const Outcome differs = site.diagnose(2, {"--expect", site.path("differs.json")});
  EXPECT_EQ(differs.status, 1);
  EXPECT_THAT(differs.err, testing::HasSubstr("1 of 2 diagnoses differ"));
  EXPECT_EQ(column(differs.report().table("results"), "reference"),
            (std::vector<std::string>{"equal", "DIFFERS"}));
}

TEST(Diagnosis, TheDealerIsNotNeededOnceBundlesArePrepared) {
  Site site;
  site.start();
  site.stock(2, 2);
  site.kill_dealer();
  const Outcome diagnosed = site.diagnose(2);
  ASSERT_TRUE(succeeded(diagnosed));
  expect_equal_logits(diagnosed.report(), reference_of(site, 2), 2);
}

}  // namespace
}  // namespace medisc::test
