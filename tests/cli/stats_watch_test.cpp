// `medisc stats --watch` as a process: what it adds, when it ends.
#include <sstream>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/store.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr const char* kTime = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}.[0-9]{3}Z";

class Watch : public testing::Test {
 protected:
  void start_session(const std::string& id) {
    ASSERT_TRUE(store_->start_session({id, "hospital", "breast", "h1", site_.key("service"), 1})
                    .has_value());
  }

  Words words(const std::string& format) const {
    return {"stats",    "sessions", "--config", site_.path("hospital.toml"),
            "--format", format,     "--watch",  "0.1"};
  }

  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  /// Whether so many whole lines come.
  static bool shows(const Process& process, std::size_t count) {
    return eventually([&] { return lines(process.out()).size() >= count; }, 20s);
  }

  Site site_;
  std::unique_ptr<Store> store_ = open_store(site_ / "hospital.sqlite").value();
};

TEST_F(Watch, JsonIsOneObjectALine) {
  start_session("s1");
  const auto process = site_.begin(words("json"));
  ASSERT_TRUE(shows(*process, 2)) << process->err();
  start_session("s2");
  const auto seen = lines(process->out()).size();
  ASSERT_TRUE(shows(*process, seen + 2));
  process->signal(SIGINT);
  EXPECT_EQ(process->wait(10s), 0);
  EXPECT_EQ(process->err(), "");
  const auto all = lines(process->out());
  for (const std::string& line : all) {
    const Report report = parse_report(line);
    EXPECT_EQ(report.fact("medisc"), "2");
    EXPECT_THAT(report.fact("time"), MatchesRegex(kTime));
  }
  EXPECT_EQ(parse_report(all.front()).table("sessions").size(), 1u);
  EXPECT_EQ(parse_report(all.back()).table("sessions").size(), 2u);
}

TEST_F(Watch, CsvHasItsHeaderOnce) {
  start_session("s1");
  const auto process = site_.begin(words("csv"));
  ASSERT_TRUE(shows(*process, 4)) << process->err();
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(10s), 0);
  const auto all = lines(process->out());
  EXPECT_THAT(all[0], testing::StartsWith("time,session,"));
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_THAT(all[i], MatchesRegex(std::string(kTime) + ",s1,.*"));
  }
}

TEST_F(Watch, TablesHaveTimesWhereThereIsNoTerminal) {
  start_session("s1");
  const auto process = site_.begin(words("table"));
  ASSERT_TRUE(shows(*process, 6)) << process->err();
  process->signal(SIGINT);
  EXPECT_EQ(process->wait(10s), 0);
  const std::string out = process->out();
  EXPECT_THAT(lines(out)[2], MatchesRegex(std::string(kTime) + "  s1 .*"));
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

TEST_F(Watch, ATerminalIsDrawnAnew) {
  start_session("s1");
  Words command{MEDISC_BINARY, "stats", "sessions", "--config", site_.path("hospital.toml"),
                "--watch"};
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  std::string drawn;
  const std::string start = "\x1b[H\x1b[2J";
  char bytes[4096];
  while (drawn.find(start, 1) == std::string::npos) {  // a second look, 2 s after the first
    const ssize_t n = ::read(terminal, bytes, sizeof bytes);
    if (n <= 0) break;
    drawn.append(bytes, static_cast<std::size_t>(n));
  }
  EXPECT_TRUE(drawn.starts_with(start)) << drawn;
  EXPECT_THAT(drawn, HasSubstr("hospital.sqlite"));
  EXPECT_THAT(drawn, HasSubstr("s1"));
  ASSERT_EQ(::write(terminal, "\x03", 1), 1);  // Ctrl-C
  while (::read(terminal, bytes, sizeof bytes) > 0) {
  }
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  ::close(terminal);
}

TEST_F(Watch, EndsWhenNobodyReadsOn) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    const std::string config = site_.path("hospital.toml");
    ::execl(MEDISC_BINARY, MEDISC_BINARY, "stats", "sessions", "--config", config.c_str(),
            "--watch", "0.1", "--format", "json", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 1);
  ::close(ends[0]);
  int status = -1;
  const bool ended =
      eventually([&] { return ::waitpid(child, &status, WNOHANG) == child; }, 20s);
  if (!ended) {
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
  }
  EXPECT_TRUE(ended);
  EXPECT_TRUE(WIFEXITED(status)) << status;
}

}  // namespace
}  // namespace medisc::test
