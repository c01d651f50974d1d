#include "storage/database_file.hpp"

#include <fstream>

#include <sys/stat.h>

#include "stores.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;
using test::Folder;
using test::refused;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST(DatabaseFile, is_made_for_its_owner_alone) {
  const Folder folder;
  ASSERT_OK(secure_database_file(folder / "new.db", true));
  EXPECT_EQ(mode_of(folder / "new.db"), 0600u);
  EXPECT_EQ(fs::file_size(folder / "new.db"), 0u);
}

TEST(DatabaseFile, keeps_what_is_there) {
  const Folder folder;
  std::ofstream(folder / "old.db") << "content";
  fs::permissions(folder / "old.db", fs::perms(0600));
  ASSERT_OK(secure_database_file(folder / "old.db", true));
  EXPECT_EQ(fs::file_size(folder / "old.db"), 7u);
}

TEST(DatabaseFile, must_exist_where_it_is_not_to_be_made) {
  const Folder folder;
  EXPECT_TRUE(refused(secure_database_file(folder / "no.db", false), ErrorCode::kStorage,
                      "no.db can't be opened: No such file"));
  EXPECT_FALSE(fs::exists(folder / "no.db"));
}

TEST(DatabaseFile, needs_its_folder) {
  const Folder folder;
  EXPECT_TRUE(refused(secure_database_file(folder / "no" / "x.db", true), ErrorCode::kStorage,
                      "can't be made: No such file"));
}

TEST(DatabaseFile, can_not_be_a_folder) {
  const Folder folder;
  fs::create_directory(folder / "x.db");
  EXPECT_TRUE(refused(secure_database_file(folder / "x.db", true), ErrorCode::kStorage,
                      "is not a file"));
}

TEST(DatabaseFile, can_not_be_read_only) {
  const Folder folder;
  ASSERT_OK(secure_database_file(folder / "x.db", true));
  fs::permissions(folder / "x.db", fs::perms(0400));
  EXPECT_TRUE(refused(secure_database_file(folder / "x.db", true), ErrorCode::kStorage,
                      "is read-only"));
}

TEST(DatabaseFile, can_not_be_open_to_others) {
  const Folder folder;
  ASSERT_OK(secure_database_file(folder / "x.db", true));
  for (const unsigned mode : {0640u, 0604u, 0610u}) {
    fs::permissions(folder / "x.db", fs::perms(mode));
    const auto secured = secure_database_file(folder / "x.db", true);
    ASSERT_TRUE(refused(secured, ErrorCode::kStorage, "open to others")) << mode;
    EXPECT_NE(secured.error().hint.find("chmod 600"), std::string::npos);
  }
}

TEST(DatabaseFile, log_and_index_beside_it_are_private_too) {
  const Folder folder;
  const mode_t before = ::umask(0);
  auto store = open_store(folder / "x.db");
  ::umask(before);
  ASSERT_OK(store);
  ASSERT_OK((*store)->put_plan(test::plan_row("h1", "digits")));
  for (const auto* name : {"x.db", "x.db-wal", "x.db-shm"}) {
    EXPECT_EQ(mode_of(folder / name), 0600u) << name;
  }
}

}  // namespace
}  // namespace medisc
