#include "site/map_folder.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "records/npy.hpp"
#include "tests/files/folder.hpp"
#include "tests/plan/refused.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// What a plan tells of its results is all that counts here.
Plan map_plan(std::vector<std::uint32_t> shape, Output output = Output::kLogits) {
  Plan plan = small_plan();
  plan.manifest.outcome = {TaskKind::kMap, {}, {}, "", std::move(shape)};
  plan.output = output;
  return plan;
}

class MapFolderTest : public testing::Test {
 protected:
  Result<MapFolder> open(const Plan& plan, const std::vector<std::string>& records,
                         bool overwrite = false) const {
    return MapFolder::open(folder_ / "maps", plan, records, overwrite);
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "maps")) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  Folder folder_;
};

TEST(FileStem, IsTheRecordsNameWhereThatIsSafe) {
  EXPECT_EQ(file_stem("P-017_b.2"), "P-017_b.2");
  EXPECT_EQ(file_stem("Müller"), "Müller");
  EXPECT_EQ(file_stem("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(file_stem(".."), "_.");
  EXPECT_EQ(file_stem(""), "_");
  EXPECT_EQ(file_stem("a b\\c\n:*?"), "a_b_c____");
  EXPECT_EQ(file_stem(std::string("a\0b", 3)), "a_b");
  EXPECT_EQ(file_stem(std::string(300, 'x')).size(), 200U);
  // Never half of a letter.
  EXPECT_EQ(file_stem(std::string(199, 'x') + "é"), std::string(199, 'x'));
}

TEST_F(MapFolderTest, HasLabelsPictureAndLogitsOfEachRecord) {
  const Plan plan = map_plan({2, 1, 2});
  const auto folder = open(plan, {"a", "b"});
  ASSERT_TRUE(folder.has_value()) << render(folder.error());
  const MapFiles written = folder->write("a", std::vector<std::int64_t>{256, 0, 0, 128});
  EXPECT_FALSE(written.error);
  EXPECT_EQ(written.map, (folder_ / "maps" / "a.npy").string());
  EXPECT_EQ(written.picture, (folder_ / "maps" / "a.png").string());
  EXPECT_EQ(written.logits, (folder_ / "maps" / "a.logits.npy").string());
  EXPECT_THAT(files(), ElementsAre("a.logits.npy", "a.npy", "a.png"));
  const auto map = read_npy(written.map);
  ASSERT_TRUE(map.has_value());
  EXPECT_THAT(map->shape, ElementsAre(1, 2));
  EXPECT_THAT(map->values, ElementsAre(0, 1));
  const auto logits = read_npy(written.logits);
  ASSERT_TRUE(logits.has_value());
  EXPECT_THAT(logits->shape, ElementsAre(2, 1, 2));
  EXPECT_THAT(logits->values, ElementsAre(1, 0, 0, 0.5));
  const auto mode = fs::status(written.map).permissions();
  EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(folder_ / "maps").permissions(), fs::perms::owner_all);
}

TEST_F(MapFolderTest, OfALabelOnlyPlanHasNoLogits) {
  const auto folder = open(map_plan({3, 2}, Output::kLabel), {"a"});
  ASSERT_TRUE(folder.has_value()) << render(folder.error());
  const MapFiles written = folder->write("a", std::vector<std::int64_t>{0, 0, 1, 0, 0, 1});
  EXPECT_EQ(written.logits, "");
  // A series: one row.
  EXPECT_THAT(files(), ElementsAre("a.npy", "a.png"));
  const auto map = read_npy(written.map);
  ASSERT_TRUE(map.has_value());
  EXPECT_THAT(map->shape, ElementsAre(2));
  EXPECT_THAT(map->values, ElementsAre(1, 2));
}

TEST_F(MapFolderTest, OfAVolumeOrMoreThan256ClassesHasNoPicture) {
  const auto volume = open(map_plan({1, 1, 1, 2}, Output::kLabel), {"a"});
  ASSERT_TRUE(volume.has_value()) << render(volume.error());
  EXPECT_EQ(volume->write("a", std::vector<std::int64_t>{0, 1}).picture, "");
  std::vector<std::int64_t> many(300, 0);
  many[299] = 1;
  const auto classes = open(map_plan({300, 1}, Output::kLabel), {"b"});
  ASSERT_TRUE(classes.has_value()) << render(classes.error());
  const MapFiles written = classes->write("b", many);
  EXPECT_EQ(written.picture, "");
  EXPECT_THAT(read_npy(written.map)->values, ElementsAre(299));
  EXPECT_THAT(files(), ElementsAre("a.npy", "b.npy"));
}

TEST_F(MapFolderTest, RecordsOfOneFilesNameAreRefused) {
  const Plan plan = map_plan({2, 1, 2});
  for (const std::vector<std::string>& records :
       {std::vector<std::string>{"a/b", "a_b"}, {"a", "a"}, {"a", "a.logits"}}) {
    EXPECT_THAT(open(plan, records), Refused(ErrorCode::kUsage, "would both be written to"));
  }
  EXPECT_TRUE(open(map_plan({2, 1, 2}, Output::kLabel), {"a", "a.logits"}).has_value());
}

TEST_F(MapFolderTest, FilesThatAreThereStay) {
  const Plan plan = map_plan({2, 1, 2}, Output::kLabel);
  ASSERT_TRUE(open(plan, {"a"}).has_value());
  std::ofstream(folder_ / "maps" / "a.png") << "mine";
  EXPECT_THAT(open(plan, {"b", "a"}), Refused(ErrorCode::kUsage, "a.png is there already"));
  EXPECT_TRUE(open(plan, {"b"}).has_value());
  const auto folder = open(plan, {"a"}, true);
  ASSERT_TRUE(folder.has_value());
  EXPECT_FALSE(folder->write("a", std::vector<std::int64_t>{1, 0, 0, 1}).error);
  EXPECT_GT(fs::file_size(folder_ / "maps" / "a.png"), 4U);
  EXPECT_THAT(files(), ElementsAre("a.npy", "a.png"));
}

TEST_F(MapFolderTest, AFolderThatCantBeIsRefused) {
  std::ofstream(folder_ / "file") << "x";
  for (const fs::path& place : {folder_ / "file", folder_ / "file" / "maps"}) {
    const std::vector<std::string> records{"a"};
    EXPECT_THAT(MapFolder::open(place, map_plan({2, 1, 2}), records, false),
                Refused(ErrorCode::kUsage, "can't be made"));
  }
  EXPECT_THAT(open(small_plan(), {"a"}), Refused(ErrorCode::kUnsupported, "no maps"));
  EXPECT_THAT(open(map_plan({65537, 1}), {"a"}), Refused(ErrorCode::kUnsupported, "65537"));
}

/// The others are written all the same.
TEST_F(MapFolderTest, AFileThatCantBeWrittenIsTold) {
  const auto folder = open(map_plan({2, 1, 2}), {"a"});
  ASSERT_TRUE(folder.has_value());
  fs::create_directory(folder_ / "maps" / "a.png");
  const MapFiles written = folder->write("a", std::vector<std::int64_t>{256, 0, 0, 128});
  ASSERT_TRUE(written.error);
  EXPECT_EQ(written.error->code, ErrorCode::kStorage);
  EXPECT_THAT(written.error->context, testing::HasSubstr("a.png can't be written"));
  EXPECT_EQ(written.picture, "");
  EXPECT_NE(written.map, "");
  EXPECT_NE(written.logits, "");
  EXPECT_THAT(files(), ElementsAre("a.logits.npy", "a.npy", "a.png"));
}

}  // namespace
}  // namespace medisc::test
