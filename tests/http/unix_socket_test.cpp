#include "http/listener.hpp"

#include <fstream>
#include <thread>

#include <sys/stat.h>

#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/http/small_site.hpp"

namespace medisc::test {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(UnixSocket, KnowsWhoAsks) {
  const Folder folder;
  const SmallSite site(settings_at(UnixSocket{folder / "gateway.sock", 0600}));
  EXPECT_EQ(mode_of(folder / "gateway.sock"), 0600U);
  EXPECT_EQ(site.get("/who").body, "|" + std::to_string(::getuid()) + "|plain|");
  EXPECT_EQ(ask(site.where(), "GET /hello HTTP/1.1\r\nHost: any.example\r\n\r\n").status, 200);
}

TEST(UnixSocket, HasTheModeGiven) {
  const Folder folder;
  const SmallSite site(settings_at(UnixSocket{folder / "s", 0660}));
  EXPECT_EQ(mode_of(folder / "s"), 0660U);
}

TEST(UnixSocket, VanishesWithTheServer) {
  const Folder folder;
  { const SmallSite site(settings_at(UnixSocket{folder / "s"})); }
  EXPECT_FALSE(std::filesystem::exists(folder / "s"));
}

TEST(UnixSocket, EndsThoseWhoTakeNothing) {
  const Folder folder;
  HttpLimits limits;
  limits.send_time = 500ms;
  const SmallSite site(settings_at(UnixSocket{folder / "s"}, limits));
  RawClient client(site.where());
  client.send(get_request("/flood"));
  std::this_thread::sleep_for(1500ms);
  EXPECT_LT(client.receive_all().size(), kFlood);
}

TEST(UnixSocket, LeftOverIsReplacedAndInUseIsNot) {
  const Folder folder;
  const UnixSocket where{folder / "s"};
  {
    // As after a crash: the file is there, and nobody listens.
    const std::string python =
        "python3 -c 'import socket,sys; s=socket.socket(socket.AF_UNIX); "
        "s.bind(sys.argv[1])' " +
        where.path.string();
    ASSERT_EQ(std::system(python.c_str()), 0);
    ASSERT_TRUE(std::filesystem::exists(where.path));
  }
  const SmallSite site(settings_at(where));
  EXPECT_EQ(site.get("/hello").status, 200);
  EXPECT_TRUE(failed(HttpListener::open(where), ErrorCode::kUsage, "another process listens"));
  EXPECT_EQ(site.get("/hello").status, 200);
}

TEST(UnixSocket, TakesNoOtherFilesPlace) {
  const Folder folder;
  std::ofstream(folder / "file") << "kept";
  EXPECT_TRUE(failed(HttpListener::open(UnixSocket{folder / "file"}), ErrorCode::kUsage,
                     "something else than a socket"));
  EXPECT_TRUE(std::filesystem::exists(folder / "file"));
  EXPECT_TRUE(failed(HttpListener::open(UnixSocket{folder / "none" / "s"}), ErrorCode::kUsage));
  EXPECT_TRUE(failed(HttpListener::open(UnixSocket{folder / std::string(200, 'x')}),
                     ErrorCode::kUsage, "too long"));
}

}  // namespace
}  // namespace medisc::test
