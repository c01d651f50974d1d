#include "metrics/database_metrics.hpp"

#include "tests/metrics/http_client.hpp"
#include "tests/storage/stores.hpp"

namespace medisc::test {
namespace {

PublicKey key_of(std::uint8_t byte) {
  PublicKey key{};
  key.fill(byte);
  return key;
}

NameOf names() {
  PeerNames names;
  names.add(std::vector<NamedKey>{{"st-anna", key_of(0xaa)}, {"acme", key_of(0xcc)}});
  return name_of(std::move(names));
}

class DatabaseMetricsTest : public testing::Test {
 protected:
  PoolId pool(const std::string& plan, std::uint8_t hospital = 0xaa) {
    if (!store_->put_plan(plan_row(plan, "digits"))) std::abort();
    return store_->ensure_pool({plan, to_hex(key_of(hospital)), to_hex(key_of(0xcc))}).value();
  }

  std::map<std::string, double> samples(Role role) {
    DatabaseMetrics metrics(path_, role, names(), [this] { return time_; });
    return samples_in(Registry().text(metrics.samples().value()));
  }

  Folder folder_;
  std::filesystem::path path_ = folder_ / "store.db";
  TimePoint time_ = TimePoint(std::chrono::hours(1'000'000));
  std::unique_ptr<Store> store_ = open_store(path_, {.clock =
                                                         [this] {
                                                           return time_;
                                                         }})
                                      .value();
};

TEST_F(DatabaseMetricsTest, OfAServiceCountWhatItsHospitalsHave) {
  const PoolId first = pool("h1");
  ASSERT_OK(store_->add_missing(first, party_bundles(0, 10)));
  ASSERT_OK(store_->store_prepared(first, openings_for(0, 6)));
  ASSERT_OK(store_->consume(first, bundle_ids(0, 4), "s"));
  ASSERT_OK(store_->burn(first, bundle_ids(9, 1), "test"));
  const auto found = samples(Role::kService);
  const std::string labels = "{hospital=\"st-anna\",model=\"digits\"}";
  EXPECT_EQ(found.at("medisc_bundles_consumed_total" + labels), 4);
  EXPECT_EQ(found.at("medisc_bundles_burned_total" + labels), 1);
  EXPECT_EQ(found.at("medisc_bundles_delivered_total" + labels), 10);
  EXPECT_EQ(found.at("medisc_pool_runway_seconds" + labels), 5 * 3600 / 4.0);
  const auto level = [&](const std::string& state) {
    return found.at("medisc_pool_bundles{hospital=\"st-anna\",model=\"digits\",state=\"" +
                    state + "\"}");
  };
  EXPECT_EQ(level("delivered"), 3);
  EXPECT_EQ(level("prepared"), 2);
  EXPECT_GT(found.at("medisc_database_bytes"), 4096);
  EXPECT_GT(found.at("medisc_disk_free_bytes"), 0);
  EXPECT_EQ(found.count("medisc_bundles_dealt_total" + labels), 0u);
}

TEST_F(DatabaseMetricsTest, OfTwoPlansOfOneModelAreOne) {
  ASSERT_OK(store_->add_missing(pool("h1"), party_bundles(0, 3)));
  ASSERT_OK(store_->add_missing(pool("h2"), party_bundles(10, 4)));
  const auto found = samples(Role::kHospital);
  EXPECT_EQ(found.at("medisc_bundles_delivered_total{model=\"digits\",service=\"acme\"}"), 7);
}

TEST_F(DatabaseMetricsTest, AnExhaustedPlanDoesNotHideTheOneInUse) {
  const PoolId old_plan = pool("h1");
  ASSERT_OK(store_->add_missing(old_plan, party_bundles(0, 1)));
  ASSERT_OK(store_->store_prepared(old_plan, openings_for(0, 1)));
  ASSERT_OK(store_->consume(old_plan, bundle_ids(0, 1), "s"));
  time_ += std::chrono::hours(2);
  const PoolId new_plan = pool("h2");
  ASSERT_OK(store_->add_missing(new_plan, party_bundles(10, 3)));
  ASSERT_OK(store_->store_prepared(new_plan, openings_for(10, 1)));
  ASSERT_OK(store_->consume(new_plan, bundle_ids(10, 1), "s"));
  const auto found = samples(Role::kHospital);
  EXPECT_EQ(found.at("medisc_pool_runway_seconds{model=\"digits\",service=\"acme\"}"), 7200);
}

TEST_F(DatabaseMetricsTest, OfADealerNameBothParties) {
  const PoolId first = pool("h1");
  ASSERT_OK(store_->add_dealt(first, dealt_bundles(0, 5)));
  ASSERT_OK(store_->acknowledge(first, Owner::kHospital, bundle_ids(0, 2)));
  ASSERT_OK(store_->acknowledge(first, Owner::kService, bundle_ids(0, 2)));
  ASSERT_OK(store_->add_dealt(pool("h1", 0xbb), dealt_bundles(10, 1)));
  const auto found = samples(Role::kDealer);
  const std::string labels = "{hospital=\"st-anna\",model=\"digits\",service=\"acme\"}";
  EXPECT_EQ(found.at("medisc_bundles_dealt_total" + labels), 5);
  EXPECT_EQ(found.at("medisc_bundles_delivered_total" + labels), 2);
  EXPECT_EQ(found.count("medisc_bundles_dealt_total{hospital=\"unregistered\",model=\"digits\","
                        "service=\"acme\"}"),
            1u);
  for (const auto& [name, value] : found) {
    EXPECT_EQ(name.find(to_hex(key_of(0xaa))), std::string::npos) << "keys are no labels";
  }
}

TEST_F(DatabaseMetricsTest, WithoutADatabaseSayWhy) {
  DatabaseMetrics metrics(folder_ / "none.db", Role::kDealer, names());
  EXPECT_TRUE(refused(metrics.check(), ErrorCode::kStorage, "none.db"));
  EXPECT_TRUE(refused(metrics.samples(), ErrorCode::kStorage, "none.db"));
}

}  // namespace
}  // namespace medisc::test
