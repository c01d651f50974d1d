#include "cli/child.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/overrides.hpp"

namespace medisc {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{10};
/// A daemon gives its conversations 5 seconds.
constexpr std::chrono::seconds kGrace{8};

constexpr const char* kItself = "/proc/self/exe";

/// Texts as exec wants them; they must outlive it.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_without_overrides() {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const char* const one[]{*entry, nullptr};
    if (environment_overrides(one).empty()) kept.emplace_back(*entry);
  }
  return kept;
}

/// Between fork and exec.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment,
                         int log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before that was set
  ::setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execve(program, arguments, environment);
  ::_exit(127);
}

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& words,
                           const std::filesystem::path& log) {
  return start(kItself, words, log);
}

Result<Child> Child::start(const std::filesystem::path& program,
                           const std::vector<std::string>& words,
                           const std::filesystem::path& log) {
  const int file = ::open(log.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    return fail(ErrorCode::kStorage, log.string() + " can't be made: " + std::strerror(errno));
  }
  std::vector<std::string> texts{program == kItself ? "medisc" : program.filename().string()};
  texts.insert(texts.end(), words.begin(), words.end());
  const std::vector<char*> arguments = pointers(texts);
  std::vector<std::string> variables = environment_without_overrides();
  const std::vector<char*> environment = pointers(variables);
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id == 0) become(program.c_str(), arguments.data(), environment.data(), file, parent);
  const int reason = errno;
  ::close(file);
  if (id < 0) {
    return fail(ErrorCode::kInternal,
                std::string("no process starts: ") + std::strerror(reason));
  }
  return Child(id, log);
}

Child::Child(Child&& other) noexcept : id_(other.id_), log_(std::move(other.log_)) {
  other.id_ = -1;
}

Child::~Child() {
  if (id_ < 0) return;
  ask_to_end();
  const auto deadline = Clock::now() + kGrace;
  while (!ended() && Clock::now() < deadline) std::this_thread::sleep_for(kLook);
  if (ended()) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Child::ask_to_end() const {
  if (id_ > 0) ::kill(id_, SIGTERM);
}

bool Child::ended() {
  if (id_ > 0 && ::waitpid(id_, nullptr, WNOHANG) != 0) id_ = -1;
  return id_ < 0;
}

Result<std::string> Child::await(const std::string& mark, std::chrono::seconds patience,
                                 const std::function<Result<void>()>& check) {
  const auto deadline = Clock::now() + patience;
  while (Clock::now() < deadline) {
    if (auto go_on = check(); !go_on) return tl::unexpected<Error>(go_on.error());
    const bool last_look = ended();
    const std::string text = contents(log_);
    const auto at = text.find(mark);
    if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
      const auto first = at + mark.size();
      return text.substr(first, text.find_first_of(" \n", first) - first);
    }
    if (last_look) break;
    std::this_thread::sleep_for(kLook);
  }
  return silent(mark);
}

tl::unexpected<Error> Child::silent(const std::string& mark) const {
  std::string text = contents(log_);
  text.erase(text.find_last_not_of('\n') + 1);
  const auto line = text.rfind('\n');
  return fail(ErrorCode::kInternal, "a process that was started here did not come to '" + mark +
                                        "'; its last words: " +
                                        text.substr(line == std::string::npos ? 0 : line + 1));
}

}  // namespace medisc
