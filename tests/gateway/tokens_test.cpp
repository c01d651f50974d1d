#include "gateway/tokens.hpp"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;
using testing::MatchesRegex;

const TokenTime kNow = *parse_token_time("2026-11-30T22:00:00Z");

NewToken token(const std::string& name, Scopes scopes = {TokenScope::kRead}) {
  return make_token(name, scopes, kNow).value();
}

std::string line(const std::string& fields) {
  return fields + " " + std::string(64, 'a');
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream text(file);
  return {std::istreambuf_iterator<char>(text), {}};
}

TEST(Tokens, AreRandomAndKnownByTheirHash) {
  const NewToken first = token("a");
  EXPECT_THAT(first.bearer, MatchesRegex("medisc_[A-Za-z0-9_-]{43}"));
  EXPECT_NE(first.bearer, token("a").bearer);
  Tokens tokens;
  ASSERT_TRUE(succeeded(tokens.add(first.entry)));
  EXPECT_EQ(tokens.text().find(first.bearer.substr(7)), std::string::npos);
  EXPECT_EQ(tokens.entries(), Tokens::parse(tokens.text(), "x").value().entries());
}

TEST(Tokens, TellWhoShowsOne) {
  const NewToken reader = token("reader");
  const NewToken ward = token("ward-3", {TokenScope::kDiagnose, TokenScope::kAdmin});
  Tokens tokens;
  ASSERT_TRUE(tokens.add(reader.entry) && tokens.add(ward.entry));
  const auto holder = tokens.check(ward.bearer, kNow);
  ASSERT_TRUE(holder.has_value());
  EXPECT_EQ(holder->name, "ward-3");
  EXPECT_TRUE(holder->scopes.has(TokenScope::kDiagnose) &&
              holder->scopes.has(TokenScope::kAdmin));
  EXPECT_FALSE(holder->scopes.has(TokenScope::kRead)) << "no scope holds another";
  EXPECT_EQ(tokens.check(reader.bearer, kNow)->name, "reader");
  for (const std::string& wrong :
       {std::string(), std::string("medisc_"), ward.bearer + "A", ward.bearer.substr(1),
        ward.bearer.substr(0, 49), std::string(1'000'000, 'x')}) {
    EXPECT_FALSE(tokens.check(wrong, kNow).has_value());
  }
  EXPECT_FALSE(Tokens().check(ward.bearer, kNow).has_value());
}

TEST(Tokens, EndWhenTheySay) {
  const NewToken brief = make_token("brief", {TokenScope::kRead}, kNow, kNow + 60s).value();
  Tokens tokens;
  ASSERT_TRUE(tokens.add(brief.entry));
  EXPECT_TRUE(tokens.check(brief.bearer, kNow + 59s).has_value());
  EXPECT_FALSE(tokens.check(brief.bearer, kNow + 60s).has_value());
}

TEST(Tokens, AreRefusedWithoutNameScopeOrTime) {
  EXPECT_TRUE(failed(make_token("", {TokenScope::kRead}, kNow), ErrorCode::kUsage, "name"));
  EXPECT_TRUE(failed(make_token("a b", {TokenScope::kRead}, kNow), ErrorCode::kUsage, "name"));
  EXPECT_TRUE(failed(make_token(std::string(65, 'a'), {TokenScope::kRead}, kNow),
                     ErrorCode::kUsage, "name"));
  EXPECT_TRUE(failed(make_token("a", {}, kNow), ErrorCode::kUsage, "scope"));
  EXPECT_TRUE(
      failed(make_token("a", {TokenScope::kRead}, kNow, kNow), ErrorCode::kUsage, "ended"));
}

TEST(TokenLines, ThatAreDamagedAreErrorsWithANumber) {
  const std::string good = line("a read 2026-11-30T22:00:00Z -");
  EXPECT_TRUE(succeeded(Tokens::parse("", "tokens")));
  EXPECT_TRUE(succeeded(Tokens::parse("# a\n\n" + good, "tokens")));
  for (const std::string& bad :
       {std::string("x"), line("a read 2026-11-30T22:00:00Z"),
        line("a/b read 2026-11-30T22:00:00Z -"), line("a write 2026-11-30T22:00:00Z -"),
        line("a read,read 2026-11-30T22:00:00Z -"), line("a read, 2026-11-30T22:00:00Z -"),
        line("a read 2026-02-30T22:00:00Z -"), line("a read 2026-11-30 -"),
        line("a read 2026-11-30T22:00:00Z x"), line("a read 2026-11-30T22:00:00Z - x"),
        good + "a", good.substr(0, good.size() - 1), good.substr(0, good.size() - 1) + "g",
        good + "\r", "\xEF\xBB\xBF" + good, good + "\n" + good}) {
    EXPECT_TRUE(
        failed(Tokens::parse("#\n" + bad + "\n", "tokens"), ErrorCode::kBadInput, "tokens:"))
        << bad;
  }
  EXPECT_TRUE(failed(Tokens::parse(good + "\n\nx\n", "tokens"), ErrorCode::kBadInput,
                     "tokens:3: not five fields"));
}

TEST(TokenFile, IsForItsOwnerAloneAndChangesWhole) {
  const Folder folder;
  const auto file = folder / "tokens";
  const NewToken a = token("a");
  const NewToken b = token("b");
  ASSERT_TRUE(succeeded(add_token(file, a.entry)));
  ASSERT_TRUE(succeeded(add_token(file, b.entry)));
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(Tokens::load(file).value().check(b.bearer, kNow)->name, "b");
  EXPECT_TRUE(failed(add_token(file, a.entry), ErrorCode::kUsage, "named a already"));
  ASSERT_TRUE(succeeded(remove_token(file, "a")));
  EXPECT_FALSE(Tokens::load(file).value().check(a.bearer, kNow).has_value());
  EXPECT_TRUE(failed(remove_token(file, "a"), ErrorCode::kUsage, "no token named a"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(TokenFile, ThatIsDamagedIsLeftAsItIs) {
  const Folder folder;
  const auto file = folder / "tokens";
  ASSERT_TRUE(succeeded(add_token(file, token("a").entry)));
  std::ofstream(file, std::ios::app) << "half a li";
  const std::string before = content_of(file);
  EXPECT_TRUE(failed(add_token(file, token("b").entry), ErrorCode::kBadInput, ":3:"));
  EXPECT_TRUE(failed(Tokens::load(file), ErrorCode::kBadInput, ":3:"));
  EXPECT_EQ(content_of(file), before);
}

TEST(TokenFile, ThatOthersReadIsRefused) {
  const Folder folder;
  const auto file = folder / "tokens";
  EXPECT_TRUE(failed(Tokens::load(file), ErrorCode::kBadInput, "make a token first"));
  ASSERT_TRUE(succeeded(add_token(file, token("a").entry)));
  ::chmod(file.c_str(), 0640);
  EXPECT_TRUE(failed(Tokens::load(file), ErrorCode::kBadInput, "open to others"));
  EXPECT_TRUE(failed(add_token(folder / "none" / "t", token("a").entry), ErrorCode::kUsage));
}

TEST(TokenFile, LosesNothingOfManyWriters) {
  const Folder folder;
  const auto file = folder / "tokens";
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      for (int j = 0; j < 5; ++j) {
        const auto entry = token(std::to_string(i) + "-" + std::to_string(j)).entry;
        EXPECT_TRUE(succeeded(add_token(file, entry)));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(Tokens::load(file).value().entries().size(), 40U);
}

TEST(Bearer, IsTakenOutOfItsHeader) {
  EXPECT_EQ(bearer_in("Bearer medisc_x"), "medisc_x");
  EXPECT_EQ(bearer_in("bearer   medisc_x"), "medisc_x");
  for (const char* none : {"", "Bearer", "Bearer ", "Basic abc", "Bearermedisc_x"}) {
    EXPECT_EQ(bearer_in(none), "") << none;
  }
}

}  // namespace
}  // namespace medisc::test
