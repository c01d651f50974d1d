// A daemon under a supervisor: what it says to systemd, and what code it has in it.
#include "cli/supervisor.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <sstream>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Listens where systemd would.
class Supervisor {
 public:
  explicit Supervisor(const std::string& path) {
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (path.front() == '@') address.sun_path[0] = '\0';
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length) != 0) {
      throw std::runtime_error("no socket at " + path);
    }
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Supervisor() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// The next word; empty where none comes.
  std::string next() const {
    std::string text(256, '\0');
    const auto size = ::recv(socket_, text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

 private:
  int socket_ = -1;
};

TEST(Supervisor, HearsWhenADaemonIsReadyAndWhenItStops) {
  Site site;
  const Supervisor supervisor(site.path("notify"));
  site.start_dealer();
  EXPECT_EQ(supervisor.next(), "READY=1");
  site.start_service();
  EXPECT_EQ(supervisor.next(), "READY=1");
  site.service().signal(SIGTERM);
  EXPECT_EQ(supervisor.next(), "STOPPING=1");
  EXPECT_EQ(site.service().wait(10s), 0);
}

TEST(Supervisor, MayListenAtAnAbstractName) {
  const Supervisor supervisor("@medisc-test-" + std::to_string(::getpid()));
  tell_supervisor("RELOADING=1");
  const std::string word = supervisor.next();
  EXPECT_THAT(word, testing::StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_GT(std::stoll(word.substr(word.rfind('=') + 1)), 0);
}

TEST(Supervisor, IsNotNeeded) {
  tell_supervisor("READY=1");
  for (const char* nobody : {"", "x", "/nonexistent/socket", "relative", "@"}) {
    ::setenv("NOTIFY_SOCKET", nobody, 1);
    tell_supervisor("READY=1");
  }
  ::setenv("NOTIFY_SOCKET", std::string(500, '/').c_str(), 1);
  tell_supervisor("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

TEST(Supervisor, ADaemonDumpsNoCore) {
  rlimit ours{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &ours), 0);
  if (ours.rlim_max < 1) GTEST_SKIP() << "the hard limit is 0 here, and not ours to raise";
  Site site;
  site.start();
  for (Process* daemon : {&site.dealer(), &site.service()}) {
    std::istringstream limits(contents("/proc/" + std::to_string(daemon->id()) + "/limits"));
    std::string line, core;
    while (std::getline(limits, line)) {
      if (line.starts_with("Max core file size")) core = line;
    }
    // At 0 the kernel still pipes a dump to a program (core(5)); at 1 it does not.
    std::istringstream words(core.substr(std::min<std::size_t>(core.size(), 18)));
    std::string soft, hard;
    words >> soft >> hard;
    EXPECT_EQ(soft, "1");
    EXPECT_EQ(hard, "1");
  }
}

// MemoryDenyWriteExecute= in the units rests on this.
TEST(Supervisor, ADaemonGeneratesNoCodeAndLoadsNoCompiler) {
  Site site;
  site.start();
  for (Process* daemon : {&site.dealer(), &site.service()}) {
    const std::string maps = contents("/proc/" + std::to_string(daemon->id()) + "/maps");
    EXPECT_THAT(maps, HasSubstr("libsqlite3"));
    for (const char* library : {"libdnnl", "OpenCL", "libgomp"}) {
      EXPECT_THAT(maps, Not(HasSubstr(library)));
    }
    std::istringstream lines(maps);
    for (std::string range, rights; lines >> range >> rights; lines.ignore(4096, '\n')) {
      EXPECT_FALSE(rights[1] == 'w' && rights[2] == 'x') << range;
    }
  }
}

}  // namespace
}  // namespace medisc::test
