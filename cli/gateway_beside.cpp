#include "cli/gateway_beside.hpp"

#include <fstream>
#include <iostream>

#include "config/hospital_config.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kPatience{10};

/// As TOML writes it: what stands in it is ours, or a path.
std::string quoted(const std::string& text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + "\"";
}

}  // namespace

Result<GatewayBeside> GatewayBeside::start(const HospitalRunArguments& arguments) {
  const auto config = load_hospital_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  auto folder = TemporaryFolder::make();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const std::filesystem::path file = folder->path() / "gateway.toml";
  std::ofstream(file) << "[gateway]\nlisten = " << quoted(arguments.gateway_listen)
                      << "\nhospital = "
                      << quoted(std::filesystem::absolute(config->socket.path).string())
                      << "\n";
  auto child = Child::start({"gateway", "run", "--config", file.string()},
                            folder->path() / "gateway.log");
  if (!child) return tl::unexpected<Error>(child.error());
  const auto address =
      child->await("gateway-ready address=", kPatience, [] { return Result<void>{}; });
  if (!address) return tl::unexpected<Error>(address.error());
  std::cerr << "medisc: gateway at " << *address << '\n';
  return GatewayBeside(std::move(*folder), std::move(*child));
}

}  // namespace medisc
