#include "storage/sqlite.hpp"

#include <fstream>

#include "stores.hpp"

namespace medisc::sqlite {
namespace {

using test::refused;

class SqliteTest : public testing::Test {
 protected:
  SqliteTest() {
    std::ofstream(path_).flush();
    connection_.emplace(Connection::open(path_, Access::kReadWrite).value());
    EXPECT_OK(connection_->execute("CREATE TABLE t(a, b)"));
  }
  std::int64_t rows() { return connection_->integer("SELECT count(*) FROM t").value(); }

  test::Folder folder_;
  std::filesystem::path path_ = folder_ / "t.db";
  std::optional<Connection> connection_;
};

TEST_F(SqliteTest, values_come_back_as_they_went_in) {
  const Bytes bytes = {0, 1, 0, 255};
  ASSERT_OK(connection_->prepare("INSERT INTO t VALUES(?1, ?2)", "a'b;--", bytes).run());
  ASSERT_OK(connection_->prepare("INSERT INTO t VALUES(?1, ?2)", -5, Bytes{}).run());
  auto select = connection_->prepare("SELECT a, b FROM t ORDER BY rowid");
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.text(0), "a'b;--");
  EXPECT_EQ(select.blob(1), bytes);
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.integer(0), -5);
  EXPECT_FALSE(select.is_null(1)) << "empty bytes are not NULL";
  EXPECT_EQ(select.optional_blob(1), Bytes{});
  EXPECT_FALSE(*select.step());
}

TEST_F(SqliteTest, empty_optionals_are_null) {
  ASSERT_OK(connection_
                ->prepare("INSERT INTO t VALUES(?1, ?2)", std::optional<std::string>(),
                          std::optional<Bytes>())
                .run());
  ASSERT_OK(connection_->prepare("INSERT INTO t VALUES(?1, ?2)", std::string(), 0).run());
  auto select = connection_->prepare("SELECT a, b FROM t ORDER BY rowid");
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.optional_text(0), std::nullopt);
  EXPECT_EQ(select.optional_blob(1), std::nullopt);
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.optional_text(0), "");
}

TEST_F(SqliteTest, integers_beyond_sqlites_saturate) {
  auto select = connection_->prepare("SELECT ?1", std::numeric_limits<std::uint64_t>::max());
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.integer(0), std::numeric_limits<std::int64_t>::max());
}

TEST_F(SqliteTest, a_statement_can_be_bound_again) {
  auto insert = connection_->prepare("INSERT INTO t VALUES(?1, ?2)");
  for (int i = 0; i < 3; ++i) ASSERT_OK(insert.bind(i, "x").run());
  EXPECT_EQ(rows(), 3);
}

TEST_F(SqliteTest, a_text_that_was_used_before_begins_anew) {
  const char* const insert = "INSERT INTO t VALUES(?1, ?2)";
  ASSERT_OK(connection_->prepare(insert, 1, "one").run());
  ASSERT_OK(connection_->prepare(insert, 2).run());  // nothing of the values before
  const char* const select = "SELECT a, b FROM t ORDER BY a";
  {
    auto first = connection_->prepare(select);
    ASSERT_TRUE(*first.step());
    auto second = connection_->prepare(select);  // while the first is at a row
    ASSERT_TRUE(*second.step());
    ASSERT_TRUE(*second.step());
    EXPECT_EQ(first.integer(0), 1);
    EXPECT_EQ(second.integer(0), 2);
    EXPECT_TRUE(second.is_null(1));
  }
  auto third = connection_->prepare(select);
  ASSERT_TRUE(*third.step());
  EXPECT_EQ(third.integer(0), 1);
}

TEST_F(SqliteTest, a_statement_outlives_its_connection) {
  auto statement = std::make_optional(connection_->prepare("SELECT count(*) FROM t"));
  connection_.reset();
  statement.reset();
}

TEST_F(SqliteTest, wrong_sql_names_the_file_and_the_mistake) {
  auto statement = connection_->prepare("SELECT c FROM t");
  EXPECT_TRUE(refused(statement.step(), ErrorCode::kStorage, path_.string()));
  EXPECT_TRUE(refused(statement.run(), ErrorCode::kStorage, "no such column: c"));
  EXPECT_TRUE(refused(connection_->execute("NONSENSE"), ErrorCode::kStorage, "syntax error"));
}

TEST_F(SqliteTest, too_many_values_are_an_error) {
  EXPECT_TRUE(refused(connection_->prepare("INSERT INTO t VALUES(?1, 1)", 1, 2).run(),
                      ErrorCode::kStorage, "out of range"));
  EXPECT_EQ(rows(), 0);
}

TEST_F(SqliteTest, errors_do_not_show_values) {
  ASSERT_OK(connection_->execute("CREATE UNIQUE INDEX i ON t(a)"));
  auto insert = connection_->prepare("INSERT INTO t VALUES(?1, 1)", "hidden-value");
  ASSERT_OK(insert.run());
  const auto again = insert.bind("hidden-value").run();
  ASSERT_TRUE(refused(again, ErrorCode::kStorage, "UNIQUE"));
  EXPECT_EQ(render(again.error()).find("hidden-value"), std::string::npos);
}

TEST_F(SqliteTest, a_transaction_is_undone_unless_committed) {
  {
    auto transaction = Transaction::begin(*connection_);
    ASSERT_OK(transaction);
    ASSERT_OK(connection_->execute("INSERT INTO t VALUES(1, 1)"));
  }
  EXPECT_EQ(rows(), 0);
  auto transaction = Transaction::begin(*connection_);
  ASSERT_OK(connection_->execute("INSERT INTO t VALUES(1, 1)"));
  ASSERT_OK(transaction->commit());
  EXPECT_EQ(rows(), 1);
}

TEST_F(SqliteTest, in_transaction_follows_its_body) {
  const auto undone = in_transaction(*connection_, [&]() -> Result<int> {
    EXPECT_OK(connection_->execute("INSERT INTO t VALUES(1, 1)"));
    return fail(ErrorCode::kRefused, "no");
  });
  EXPECT_TRUE(refused(undone, ErrorCode::kRefused, "no"));
  EXPECT_EQ(rows(), 0);
  const auto kept = in_transaction(*connection_, [&]() -> Result<int> {
    EXPECT_OK(connection_->execute("INSERT INTO t VALUES(1, 1)"));
    return 7;
  });
  EXPECT_EQ(kept.value(), 7);
  EXPECT_EQ(rows(), 1);
}

TEST_F(SqliteTest, a_second_writer_is_told_who_is_in_the_way) {
  auto second = Connection::open(path_, Access::kReadWrite);
  ASSERT_OK(second);
  second->set_patience(10);
  auto transaction = Transaction::begin(*connection_);
  ASSERT_OK(transaction);
  const auto refused_second = Transaction::begin(*second);
  ASSERT_TRUE(refused(refused_second, ErrorCode::kStorage, "locked"));
  EXPECT_NE(refused_second.error().hint.find("another process"), std::string::npos);
}

TEST_F(SqliteTest, a_read_only_connection_can_not_write) {
  auto reader = Connection::open(path_, Access::kReadOnly);
  ASSERT_OK(reader);
  EXPECT_TRUE(
      refused(reader->execute("INSERT INTO t VALUES(1, 1)"), ErrorCode::kStorage, "readonly"));
}

TEST_F(SqliteTest, a_missing_file_is_not_made) {
  EXPECT_TRUE(refused(Connection::open(folder_ / "no.db", Access::kReadWrite),
                      ErrorCode::kStorage, "no.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "no.db"));
}

TEST_F(SqliteTest, integer_and_text_need_a_row) {
  EXPECT_TRUE(refused(connection_->integer("SELECT a FROM t"), ErrorCode::kInternal, "no row"));
  EXPECT_TRUE(refused(connection_->text("SELECT a FROM t"), ErrorCode::kInternal, "no row"));
  EXPECT_EQ(connection_->text("SELECT 'x'").value(), "x");
}

}  // namespace
}  // namespace medisc::sqlite
