#include "gateway/intake/spool.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "gateway/intake/received_json.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/plan/refused.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

Received received(const std::string& id = "ab12") {
  Received one;
  one.id = id;
  one.state = ReceivedState::kGathering;
  one.arrived_at = "2026-12-01T00:00:00.000Z";
  one.asker = "CT1";
  one.door = "dicom";
  one.rule = "chest";
  one.record = "1.2.3";
  one.series = true;
  one.files = {"a.dcm"};
  one.diagnosis = "c0ffee";
  one.sent = {"pacs"};
  one.error = "busy: \"later\" \xff";
  one.attempts = 3;
  return one;
}

std::string content_of(const fs::path& file) {
  std::ifstream text(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(text), {}};
}

class SpoolTest : public testing::Test {
 protected:
  Spool open(std::uint64_t most = 1000) { return Spool::open(folder_ / "spool", most).value(); }
  static void add(Spool& spool, const Received& one, const std::string& bytes) {
    auto image = spool.write(bytes, one.files.back());
    ASSERT_TRUE(succeeded(image));
    ASSERT_TRUE(succeeded(spool.take(std::move(*image), one)));
  }

  Folder folder_;
};

TEST_F(SpoolTest, WhatWasTakenIsThereAgain) {
  Received one = received();
  {
    Spool spool = open();
    add(spool, one, "first");
    one.files.push_back("b.dcm");
    add(spool, one, "second");
    one.state = ReceivedState::kReporting;
    ASSERT_TRUE(succeeded(spool.note(one)));
    EXPECT_EQ(spool.bytes(), 11u);
  }
  Spool spool = open();
  const auto found = spool.all();
  ASSERT_TRUE(succeeded(found));
  ASSERT_EQ(found->size(), 1u);
  one.error = "busy: \"later\" \xEF\xBF\xBD";
  EXPECT_EQ(found->front().received, one);
  EXPECT_EQ(spool.bytes(), 11u);
  EXPECT_EQ(content_of(spool.file(one, 1)), "second");
  spool.remove(one);
  EXPECT_EQ(spool.bytes(), 0u);
  EXPECT_TRUE(spool.all()->empty());
}

TEST_F(SpoolTest, WhatWasNotTakenIsGone) {
  Spool spool = open();
  {
    const auto image = spool.write("bytes", "a.dcm");
    ASSERT_TRUE(succeeded(image));
    EXPECT_EQ(content_of(image->path()), "bytes");
    EXPECT_EQ(spool.bytes(), 5u);
  }
  EXPECT_EQ(spool.bytes(), 0u);
  add(spool, received(), "good");
  // As a process that dies between two steps leaves it.
  std::ofstream(spool.images(received()) / "stray.dcm") << "stray";
  fs::create_directories(folder_ / "spool" / "cd34" / "images");
  EXPECT_EQ(spool.all()->size(), 1u);
  EXPECT_FALSE(fs::exists(spool.images(received()) / "stray.dcm"));
  EXPECT_FALSE(fs::exists(folder_ / "spool" / "cd34"));
}

TEST_F(SpoolTest, AFullOneTakesNothing) {
  Spool spool = open(8);
  add(spool, received(), "12345678");
  EXPECT_THAT(spool.write("9", "b.dcm"), Refused(ErrorCode::kBusy, "is full"));
  spool.remove(received());
  EXPECT_TRUE(succeeded(spool.write("9", "b.dcm")));
}

TEST_F(SpoolTest, IsItsOwnersAlone) {
  Spool spool = open();
  add(spool, received(), "x");
  struct stat status {};
  for (const fs::path& path : {folder_ / "spool", folder_ / "spool" / "ab12",
                               spool.images(received()), spool.file(received(), 0)}) {
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077, 0u) << path;
  }
  EXPECT_THAT(Spool::open(folder_ / "spool", 1), Refused(ErrorCode::kUsage, "another gateway"));
  EXPECT_THAT(Spool::open(folder_ / "no" / "where", 1), Refused(ErrorCode::kUsage, "folder"));
}

TEST_F(SpoolTest, WhatSomebodyElseWroteIsForAPersonToLookAt) {
  Spool spool = open();
  add(spool, received(), "x");
  for (const std::string& bad :
       {std::string("{"), std::string("[]"), to_json(received("other")),
        std::string("{\"id\":\"ab12\",\"files\":[\"../../x\"]}")}) {
    std::ofstream(folder_ / "spool" / "ab12" / "received.json") << bad;
    EXPECT_THAT(spool.all(), Refused(ErrorCode::kStorage, "not as it was written")) << bad;
  }
  Received outside = received();
  outside.files = {"../received.json"};
  EXPECT_FALSE(received_of_json(to_json(outside)));
}

TEST(ReceivedStates, HaveNames) {
  for (const auto state :
       {ReceivedState::kGathering, ReceivedState::kWaiting, ReceivedState::kReporting,
        ReceivedState::kDone, ReceivedState::kFailed, ReceivedState::kKept}) {
    EXPECT_EQ(received_state_named(received_state_name(state)), state);
  }
  EXPECT_FALSE(received_state_named("lost"));
}

}  // namespace
}  // namespace medisc::test
