// Requests, results and the audit trail, asked of both stores.
#include "storage/audit_chain.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Seed audit_key(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> bytes;
  bytes.fill(byte);
  return Seed(bytes);
}

RequestStart request(const std::string& id, std::int64_t records = 2, Bytes tag = {}) {
  return {id, std::move(tag), "anna", "command", "digits", "cc", "h1", records};
}

AuditEntry entry(const std::string& event) {
  return {event, "anna", "", ""};
}

SealedResult result(const std::string& id, std::int64_t place) {
  const auto byte = static_cast<std::uint8_t>(place);
  return {id, place, {byte}, bytes_of(40, byte)};
}

template <class Kind>
class KeptResults : public StoreTest<Kind> {
 protected:
  KeptResults() {
    this->store_->use_audit_key(audit_key(1));
    make_pool(*this->store_);
  }

  Result<void> run_session(const std::string& id, const SessionResults& results) {
    Store& store = *this->store_;
    if (auto began = store.start_session({id, "hospital", "digits", "h1", "cc", 1}); !began) {
      return began;
    }
    return store.finish_session(id, {}, results);
  }

  std::vector<std::string> trail() {
    std::vector<std::string> events;
    AuditCheck check(audit_key(1));
    const auto read = this->store_->each_audit([&](const AuditRow& row) {
      EXPECT_TRUE(check.follows(row)) << row.number;
      events.push_back(row.entry.event);
      return true;
    });
    EXPECT_TRUE(succeeded(read));
    return events;
  }

  std::vector<std::int64_t> places(const ResultQuery& query) {
    std::vector<std::int64_t> places;
    const auto rows = this->store_->results(query).value();
    for (const ResultRow& row : rows) places.push_back(row.result.place);
    return places;
  }
};
TYPED_TEST_SUITE(KeptResults, StoreKinds);

TYPED_TEST(KeptResults, come_with_the_session_that_made_them) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  ASSERT_OK(this->run_session("s1", {{result("r1", 0)}, {}, {entry("answered")}}));
  EXPECT_EQ(store.find_request("r1").value()->state, RequestState::kRunning);
  ASSERT_OK(this->run_session("s2", {{result("r1", 1)}, {{"r1"}}, {entry("done")}}));
  const RequestRow row = store.find_request("r1").value().value();
  EXPECT_EQ(row.state, RequestState::kDone);
  EXPECT_EQ(row.results, 2);
  EXPECT_EQ(row.start, request("r1"));
  EXPECT_TRUE(row.ended_at.has_value());
  const auto rows = store.results({}).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].result, result("r1", 1));
  EXPECT_EQ(rows[0].session, "s2");
  EXPECT_EQ(rows[0].request, request("r1"));
  EXPECT_GT(rows[0].serial, rows[1].serial);
  EXPECT_THAT(this->trail(), ElementsAre("asked", "answered", "done"));
}

TYPED_TEST(KeptResults, are_all_there_or_none) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  ASSERT_OK(this->run_session("s1", {{result("r1", 0)}, {}, {}}));
  EXPECT_TRUE(refused(this->run_session("s2", {{result("r1", 1), result("r1", 0)}, {}, {}}),
                      ErrorCode::kStorage, "result 0 of request r1"));
  EXPECT_TRUE(refused(this->run_session("s3", {{result("r9", 0)}, {}, {}}), ErrorCode::kStorage,
                      "result 0 of request r9"));
  EXPECT_THAT(this->places({}), ElementsAre(0));
  EXPECT_EQ(store.sessions(9).value()[0].state, SessionState::kRunning);
  EXPECT_THAT(this->trail(), ElementsAre("asked"));
}

TYPED_TEST(KeptResults, are_found_by_what_is_asked) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  RequestStart other = request("r2");
  other.asker = "berta";
  ASSERT_OK(store.start_request(other, entry("asked")));
  ASSERT_OK(this->run_session("s1", {{result("r1", 0), result("r1", 1)}, {}, {}}));
  const std::string later = store.results({}).value()[0].made_at;
  ASSERT_OK(this->run_session("s2", {{result("r2", 2)}, {}, {}}));
  EXPECT_THAT(this->places({}), ElementsAre(2, 1, 0));
  EXPECT_THAT(this->places({.request = "r1"}), ElementsAre(1, 0));
  EXPECT_THAT(this->places({.record_tag = {1}}), ElementsAre(1));
  EXPECT_THAT(this->places({.model = "other"}), IsEmpty());
  EXPECT_THAT(this->places({.asker = "berta"}), ElementsAre(2));
  EXPECT_THAT(this->places({.since = later + "1"}), ElementsAre(2));
  EXPECT_THAT(this->places({.limit = 2}), ElementsAre(2, 1));
  EXPECT_THAT(this->places({.before = store.results({}).value()[1].serial}), ElementsAre(0));
}

TYPED_TEST(KeptResults, names_of_requests_are_given_once) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1", 2, {7}), entry("asked")));
  EXPECT_TRUE(refused(store.start_request(request("r2", 2, {7}), entry("asked")),
                      ErrorCode::kStorage, "r2 is there already"));
  EXPECT_TRUE(refused(store.start_request(request("r1"), entry("asked")), ErrorCode::kStorage,
                      "r1 is there already"));
  EXPECT_EQ(store.find_request_by_tag({7}).value()->start.id, "r1");
  EXPECT_FALSE(store.find_request_by_tag({8}).value().has_value());
  EXPECT_FALSE(store.find_request("r2").value().has_value());
  ASSERT_OK(store.start_request(request("r3"), entry("asked")));
  ASSERT_OK(store.start_request(request("r4"), entry("asked")));
  EXPECT_EQ(store.requests(2).value().at(0).start.id, "r4");
}

TYPED_TEST(KeptResults, requests_end_once_and_go_on_where_they_failed) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  EXPECT_TRUE(refused(store.resume_request("r1", entry("resumed")), ErrorCode::kStorage, "r1"));
  ASSERT_OK(store.end_request({"r1", RequestState::kFailed, "dry"}, entry("failed")));
  EXPECT_TRUE(refused(store.end_request({"r1"}, entry("done")), ErrorCode::kStorage, "r1"));
  EXPECT_EQ(store.find_request("r1").value()->error, "dry");
  ASSERT_OK(store.resume_request("r1", entry("resumed")));
  EXPECT_FALSE(store.find_request("r1").value()->error.has_value());
  ASSERT_OK(store.end_request({"r1"}, entry("done")));
  EXPECT_TRUE(refused(store.resume_request("r1", entry("resumed")), ErrorCode::kStorage, "r1"));
  EXPECT_THAT(this->trail(), ElementsAre("asked", "failed", "resumed", "done"));
}

TYPED_TEST(KeptResults, are_forgotten_when_they_are_old) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  ASSERT_OK(this->run_session("s1", {{result("r1", 0)}, {{"r1"}}, {}}));
  ASSERT_OK(store.start_request(request("r2"), entry("asked")));
  ASSERT_OK(this->run_session("s2", {{result("r2", 0)}, {}, {}}));
  const std::string border = store.results({}).value()[0].made_at;
  EXPECT_EQ(store.drop_results(border, entry("dropped")).value(), 1U);
  EXPECT_EQ(store.drop_results(border, entry("dropped")).value(), 0U);
  EXPECT_FALSE(store.find_request("r1").value().has_value());
  EXPECT_EQ(store.results({}).value().size(), 1U);
  EXPECT_EQ(store.drop_results("9999", entry("dropped")).value(), 1U);
  EXPECT_TRUE(store.find_request("r2").value().has_value()) << "it runs";
  EXPECT_THAT(this->trail(), ElementsAre("asked", "asked", "dropped", "dropped"));
}

TYPED_TEST(KeptResults, nothing_is_written_that_can_not_be_chained) {
  const auto store = this->kind_.make(ticking_clock());
  EXPECT_TRUE(refused(store->note(entry("asked")), ErrorCode::kInternal, "audited"));
}

TYPED_TEST(KeptResults, the_site_secret_is_written_once) {
  Store& store = *this->store_;
  EXPECT_FALSE(store.site_secret().value().has_value());
  EXPECT_EQ(store.keep_site_secret({1}).value(), Bytes{1});
  EXPECT_EQ(store.keep_site_secret({2}).value(), Bytes{1});
  EXPECT_EQ(store.site_secret().value(), Bytes{1});
}

TEST(InterruptedRequests, FailWhenTheirProcessIsGone) {
  MemoryStore store;
  store.use_audit_key(audit_key(1));
  make_pool(store);
  ASSERT_OK(store.start_request(request("r1"), entry("asked")));
  ASSERT_OK(store.recover());
  EXPECT_EQ(store.find_request("r1").value()->error, "interrupted");
}

class AuditTrail : public testing::Test {
 protected:
  void SetUp() override {
    store_->use_audit_key(audit_key(1));
    for (const char* event : {"asked", "done", "asked"}) ASSERT_OK(store_->note(entry(event)));
  }
  /// How many rows follow one another.
  std::int64_t whole(std::uint8_t key = 1) {
    AuditCheck check(audit_key(key));
    EXPECT_TRUE(succeeded(store_->each_audit([&](const AuditRow& row) {
      check.follows(row);
      return true;
    })));
    return check.rows();
  }
  void run(const std::string& sql) {
    auto connection =
        sqlite::Connection::open(folder_ / "trail.db", sqlite::Access::kReadWrite).value();
    ASSERT_OK(connection.execute(sql));
  }

  Folder folder_;
  std::unique_ptr<Store> store_ = open_store(folder_ / "trail.db").value();
};

TEST_F(AuditTrail, HoldsUnderItsKey) {
  EXPECT_EQ(whole(), 3);
  EXPECT_EQ(whole(2), 0);
}

TEST_F(AuditTrail, AChangedFieldIsFound) {
  run("UPDATE audit SET asker = 'berta' WHERE number = 2");
  EXPECT_EQ(whole(), 1);
}

TEST_F(AuditTrail, ARowThatIsTakenOutIsFound) {
  run("DELETE FROM audit WHERE number = 2");
  EXPECT_EQ(whole(), 1);
}

TEST_F(AuditTrail, RowsThatAreNumberedAnewAreFound) {
  run("DELETE FROM audit WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3");
  EXPECT_EQ(whole(), 1);
}

}  // namespace
}  // namespace medisc::test
