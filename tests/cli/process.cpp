#include "tests/cli/process.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace medisc::test {
namespace {

int open_log(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("can't write " + file.string());
  return descriptor;
}

/// In the child, between fork and exec.
[[noreturn]] void become(char* const* arguments, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

void pause(Patience duration) {
  std::this_thread::sleep_for(duration);
}

Process::Process(const std::vector<std::string>& command, const std::filesystem::path& log)
    : out_(log.string() + ".out"), err_(log.string() + ".err") {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int out = open_log(out_);
  const int err = open_log(err_);
  id_ = ::fork();
  if (id_ == 0) become(arguments.data(), out, err);
  ::close(out);
  ::close(err);
  if (id_ < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
  if (handle_ < 0) throw std::runtime_error(std::string("pidfd_open: ") + std::strerror(errno));
}

Process::~Process() {
  if (!status_) {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  ::close(handle_);
}

void Process::signal(int number) const {
  if (!status_) ::kill(id_, number);
}

std::optional<int> Process::wait(Patience patience) {
  if (status_) return status_;
  pollfd ended{handle_, POLLIN, 0};
  if (::poll(&ended, 1, static_cast<int>(patience.count())) != 1) return std::nullopt;
  int status = 0;
  ::waitpid(id_, &status, 0);
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

std::string Process::await(const std::string& mark, Patience patience) {
  std::string found;
  const bool came = eventually(
      [&] {
        const bool ended = wait(0ms).has_value();
        const std::string text = err();
        const auto at = text.find(mark);
        if (at == std::string::npos || text.find('\n', at) == std::string::npos) return ended;
        const auto first = at + mark.size();
        found = text.substr(first, text.find_first_of(" \n", first) - first);
        return true;
      },
      patience);
  if (came && err().find(mark) != std::string::npos) return found;
  throw std::runtime_error("no \"" + mark + "\" in:\n" + err());
}

std::size_t Process::memory() const {
  std::ifstream status("/proc/" + std::to_string(id_) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes * 1024;
  }
  throw std::runtime_error("process " + std::to_string(id_) + " has no memory");
}

std::size_t Process::open_files() const {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(id_) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

}  // namespace medisc::test
