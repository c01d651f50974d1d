#include "cli/evaluation_state.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "site/temporary_folder.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

class EvaluationStateTest : public testing::Test {
 protected:
  Result<EvaluationState> open() const { return EvaluationState::open(file_, key_); }

  static RecordOutcome outcome(std::int64_t logit) {
    return {{logit, -logit, std::int64_t{1} << 62}, 0.125, 290, 423.25, 10};
  }

  void expect_refused(ErrorCode code, const std::string& part) const {
    const auto state = open();
    ASSERT_FALSE(state.has_value());
    EXPECT_EQ(state.error().code, code);
    EXPECT_THAT(state.error().context, HasSubstr(part));
    EXPECT_THAT(state.error().context, HasSubstr(file_.string()));
  }

  const TemporaryFolder folder_ = TemporaryFolder::make().value();
  const std::filesystem::path file_ = folder_.path() / "a.state";
  EvaluationKey key_{"aa", "bb", "cc"};
};

TEST_F(EvaluationStateTest, KeepsResultsOverProcesses) {
  {
    auto state = open().value();
    EXPECT_TRUE(state.results().empty());
    ASSERT_TRUE(state.add({{3, outcome(7)}, {1, outcome(-5)}}));
    ASSERT_TRUE(state.add({{9, outcome(0)}}));
  }
  auto state = open().value();
  const std::map<std::size_t, RecordOutcome> expected{
      {1, outcome(-5)}, {3, outcome(7)}, {9, outcome(0)}};
  EXPECT_EQ(state.results(), expected);
}

TEST_F(EvaluationStateTest, IsForItsOwnerAloneAndGoneWhenItIsRemoved) {
  auto state = open().value();
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_TRUE(std::move(state).remove());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(EvaluationStateTest, BelongsToOneEvaluation) {
  { const auto state = open().value(); }
  const EvaluationKey ours = key_;
  for (const auto& [part, what] : {std::pair{&EvaluationKey::plan, "weights or plan"},
                                   {&EvaluationKey::records, "records"},
                                   {&EvaluationKey::service, "service"}}) {
    key_ = ours;
    key_.*part = "dd";
    expect_refused(ErrorCode::kUsage, what);
  }
  key_ = ours;
  EXPECT_TRUE(open().has_value());
}

TEST_F(EvaluationStateTest, ServesOneProcessAtATime) {
  auto first = open().value();
  ASSERT_TRUE(first.add({{1, outcome(1)}}));
  expect_refused(ErrorCode::kStorage, "locked");
}

TEST_F(EvaluationStateTest, IsNotMadeOfOtherFiles) {
  std::ofstream(file_) << "this is no database, and it is long enough to tell";
  ::chmod(file_.c_str(), 0600);
  expect_refused(ErrorCode::kStorage, "not a database");
  std::filesystem::remove(file_);
  {
    std::ofstream(file_).flush();
    ::chmod(file_.c_str(), 0600);
    auto other = sqlite::Connection::open(file_, sqlite::Access::kReadWrite).value();
    ASSERT_TRUE(other.execute("CREATE TABLE t(x)"));
  }
  expect_refused(ErrorCode::kStorage, "not the state of an evaluation");
  ::chmod(file_.c_str(), 0644);
  expect_refused(ErrorCode::kStorage, "open to others");
}

TEST_F(EvaluationStateTest, RecordsAreKnownByTheirBytes) {
  const auto records = folder_.path() / "r.csv";
  std::ofstream(records) << "1,2\n";
  const std::string hash = hash_of_file(records).value();
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_EQ(hash_of_file(records).value(), hash);
  std::ofstream(records) << "1,3\n";
  EXPECT_NE(hash_of_file(records).value(), hash);
  const std::string folder = hash_of_file(folder_.path()).value();
  EXPECT_NE(folder, hash);
  std::filesystem::rename(records, folder_.path() / "other.csv");
  EXPECT_NE(hash_of_file(folder_.path()).value(), folder);
  EXPECT_EQ(hash_of_file(folder_.path() / "none").error().code, ErrorCode::kBadInput);
}

TEST(DefaultState, DiffersByPlanRecordsAndService) {
  const EvaluationKey key{"aaaa", "bbbb", "cccc"};
  const auto file = default_state_file("/x/hospital.db", key);
  EXPECT_EQ(file.parent_path(), "/x");
  EXPECT_NE(default_state_file("/x/hospital.db", {"dddd", "bbbb", "cccc"}), file);
  EXPECT_NE(default_state_file("/x/hospital.db", {"aaaa", "dddd", "cccc"}), file);
  EXPECT_NE(default_state_file("/x/hospital.db", {"aaaa", "bbbb", "dddd"}), file);
}

}  // namespace
}  // namespace medisc::test
