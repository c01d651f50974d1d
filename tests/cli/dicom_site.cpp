#include "tests/cli/dicom_site.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "error/descriptor.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;

bool accepts_calls(std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

std::string image_model() {
  OnnxSample model({1, 5, 7});
  std::vector<float> weights(70);
  for (std::size_t i = 0; i < weights.size(); i += 2) weights[i] = 1;
  model.constant("w", {35, 2}, weights).constant("b", {2}, {0, 9000});
  model.node("Flatten", "x", "f");
  model.node("MatMul", "f w", "h");
  model.node("Add", "h b", "y");
  return model.bytes();
}

std::string image_declaration() {
  return "[[inputs]]\nleast = 0\nlargest = 255\npixels = \"full_range\"\n"
         "pixel_range = [0, 255]\n[[preprocessing]]\nstep = \"resize\"\nfilter = \"area\"\n"
         "[task]\nkind = \"classes\"\n";
}

std::uint16_t free_port() {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port is free");
  }
  return ntohs(address.sin_port);
}

DicomSite::DicomSite() : archive_port_(free_port()) {
  site_.write("image.onnx", image_model());
  site_.write("image.toml", image_declaration());
  site_.model_file = site_ / "image.onnx";
  site_.model_settings.clear();
}

void DicomSite::SetUp() {
  for (const char* program : {"storescu", "echoscu", "storescp", "dsrdump"}) {
    if (!fs::exists(fs::path("/usr/bin") / program)) {
      GTEST_SKIP() << program << " of dcmtk is not installed";
    }
  }
}

void DicomSite::start(std::size_t bundles) {
  site_.start();
  site_.stock(bundles, bundles);
  start_daemon();
}

void DicomSite::start_daemon() {
  daemon_ = site_.begin({"hospital", "run", "--config", site_.path("hospital.toml")});
  daemon_->await("hospital-ready");
}

std::string DicomSite::archive() const {
  return "[[archives]]\nname = \"pacs\"\ntitle = \"PACS\"\naddress = \"127.0.0.1:" +
         std::to_string(archive_port_) + "\"\n";
}

std::string DicomSite::rule(const std::string& more) const {
  return "[[rules]]\nname = \"us\"\nmodality = \"us\"\nmodel = \"breast\"\n"
         "archives = [\"pacs\"]\n" +
         more;
}

void DicomSite::start_gateway(const std::string& dicom, const std::string& sections,
                              const std::string& intake) {
  gateway_.reset();
  site_.write("gateway.toml",
              "[gateway]\nlisten = \"127.0.0.1:0\"\nhospital = \"hospital.sqlite.socket\"\n"
              "[intake]\nfolder = \"received\"\nretry_s = 1\nseries_quiet_s = 1\n" +
                  intake + "[dicom]\nlisten = \"127.0.0.1:0\"\n" + dicom +
                  (sections.empty() ? archive() + rule() : sections));
  gateway_ = site_.begin({"gateway", "run", "--config", site_.path("gateway.toml")});
  url_ = gateway_->await("gateway-ready address=");
  const std::string address = gateway_->await("dicom-ready address=");
  port_ = address.substr(address.rfind(':') + 1);
}

void DicomSite::start_archive() {
  fs::create_directory(archived());
  archive_ = std::make_unique<Process>(
      Words{"/usr/bin/storescp", "--output-directory", archived().string(), "--aetitle", "PACS",
            std::to_string(archive_port_)},
      site_ / ("storescp" + std::to_string(calls_++)));
  ASSERT_TRUE(eventually([&] { return accepts_calls(archive_port_); }));
}

std::vector<fs::path> DicomSite::archived_files() const {
  std::vector<fs::path> files;
  if (fs::exists(archived())) {
    for (const auto& entry : fs::directory_iterator(archived())) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool DicomSite::await_archived(std::size_t files, Patience patience) const {
  return eventually([&] { return archived_files().size() >= files; }, patience);
}

Outcome DicomSite::call(const Words& command, Patience patience) const {
  Process process(command, site_ / ("call" + std::to_string(calls_++)));
  const auto status = process.wait(patience);
  return {status.value_or(-1), process.out(), process.err()};
}

Outcome DicomSite::echo(const Words& more) const {
  Words command{"/usr/bin/echoscu", "--verbose"};
  command.insert(command.end(), more.begin(), more.end());
  if (std::ranges::find(more, "--call") == more.end()) {
    command.insert(command.end(), {"--call", "MEDISC"});
  }
  command.insert(command.end(), {"127.0.0.1", port_});
  return call(command);
}

Outcome DicomSite::store(const fs::path& image, const Words& more) const {
  Words command{"/usr/bin/storescu", "--verbose", "--call", "MEDISC"};
  command.insert(command.end(), more.begin(), more.end());
  command.insert(command.end(), {"127.0.0.1", port_, image.string()});
  return call(command);
}

std::string DicomSite::dsrdump(const fs::path& file) const {
  return call({"/usr/bin/dsrdump", "+Pc", file.string()}).out;
}

std::string DicomSite::dcmdump(const fs::path& file) const {
  return call({"/usr/bin/dcmdump", file.string()}).out;
}

nlohmann::json DicomSite::get(const std::string& path) const {
  const Outcome got = call({"/usr/bin/curl", "--silent", "--max-time", "20", url_ + path});
  return nlohmann::json::parse(got.out, nullptr, false);
}

}  // namespace medisc::test
