#include "storage/schema.hpp"

#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

#include "stores.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;
using test::refused;

class SchemaTest : public testing::Test {
 protected:
  sqlite::Connection raw() {
    if (!fs::exists(path_)) {
      std::ofstream(path_).flush();
      fs::permissions(path_, fs::perms(0600));
    }
    return sqlite::Connection::open(path_, sqlite::Access::kReadWrite).value();
  }

  test::Folder folder_;
  fs::path path_ = folder_ / "s.db";
};

TEST_F(SchemaTest, a_new_database_is_marked_as_ours) {
  ASSERT_OK(open_store(path_));
  auto connection = raw();
  EXPECT_EQ(connection.integer("PRAGMA application_id").value(), kApplicationId);
  EXPECT_EQ(connection.integer("PRAGMA user_version").value(), kSchemaVersion);
  EXPECT_EQ(connection.text("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(
      connection
          .text("SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master"
                " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name)")
          .value(),
      "audit being_read bundles claims layers masked_weights material_keys materials plans pools "
      "requests results sessions site_secret spent_counts");
}

TEST_F(SchemaTest, the_connection_is_durable_and_erases) {
  auto connection = raw();
  ASSERT_OK(prepare_schema(connection, path_, kPartyPageBytes));
  EXPECT_EQ(connection.integer("PRAGMA synchronous").value(), 2);
  EXPECT_EQ(connection.integer("PRAGMA secure_delete").value(), 2);
  EXPECT_EQ(connection.integer("PRAGMA foreign_keys").value(), 1);
  EXPECT_EQ(connection.integer("PRAGMA temp_store").value(), 2);
}

TEST_F(SchemaTest, opening_again_keeps_what_is_there) {
  {
    auto store = open_store(path_);
    ASSERT_OK((*store)->put_plan(test::plan_row("h1", "digits")));
  }
  auto store = open_store(path_, {.create = false});
  ASSERT_OK(store);
  EXPECT_EQ((*store)->plans()->size(), 1u);
}

TEST_F(SchemaTest, a_newer_schema_is_refused_and_left_alone) {
  ASSERT_OK(open_store(path_));
  ASSERT_OK(raw().execute("PRAGMA user_version = 99"));
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "found schema 99"));
  EXPECT_EQ(raw().integer("PRAGMA user_version").value(), 99);
}

TEST_F(SchemaTest, an_older_schema_is_refused_and_left_alone) {
  ASSERT_OK(open_store(path_));
  ASSERT_OK(raw().execute("PRAGMA user_version = 4"));
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "found schema 4"));
  EXPECT_EQ(raw().integer("PRAGMA user_version").value(), 4);
}

TEST_F(SchemaTest, another_programs_database_is_refused_and_left_alone) {
  ASSERT_OK(raw().execute("CREATE TABLE theirs(a)"));
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "belongs to another program"));
  EXPECT_EQ(raw().text("PRAGMA journal_mode").value(), "delete");
  ASSERT_OK(raw().execute("PRAGMA application_id = 5"));
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "found application_id 5"));
}

TEST_F(SchemaTest, a_file_that_is_no_database_is_refused_and_left_alone) {
  const std::string letter(5000, 'x');
  std::ofstream(path_) << letter;
  fs::permissions(path_, fs::perms(0600));
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "not a database"));
  EXPECT_EQ(fs::file_size(path_), letter.size());
}

TEST_F(SchemaTest, pages_are_as_large_as_wished_when_it_is_made) {
  ASSERT_OK(open_store(path_, {.page_bytes = kDealerPageBytes}));
  EXPECT_EQ(raw().integer("PRAGMA page_size").value(), kDealerPageBytes);
  ASSERT_OK(open_store(path_));
  EXPECT_EQ(raw().integer("PRAGMA page_size").value(), kDealerPageBytes);
}

TEST_F(SchemaTest, tables_that_can_t_be_made_leave_no_half) {
  {
    auto connection = raw();
    ASSERT_OK(connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                                 "; CREATE TABLE layers(a)"));
  }
  EXPECT_TRUE(refused(open_store(path_), ErrorCode::kStorage, "layers already exists"));
  EXPECT_EQ(raw().integer("SELECT count(*) FROM sqlite_master").value(), 1);
  EXPECT_EQ(raw().integer("PRAGMA user_version").value(), 0);
}

TEST_F(SchemaTest, states_are_checked_by_the_database_itself) {
  auto store = open_store(path_);
  const PoolId pool = test::make_pool(**store);
  ASSERT_OK((*store)->add_missing(pool, test::party_bundles(0, 1)));
  EXPECT_TRUE(refused(raw().execute("UPDATE bundles SET state = 'lost'"), ErrorCode::kStorage,
                      "CHECK"));
}

TEST_F(SchemaTest, many_processes_may_make_it_at_once) {
  constexpr int kProcesses = 8;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto store = open_store(path_);
      if (!store) std::fprintf(stderr, "%s\n", render(store.error()).c_str());
      ::_exit(store ? 0 : 1);
    }
  }
  for (int i = 0; i < kProcesses; ++i) {
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
}

}  // namespace
}  // namespace medisc
