// medisc gateway run, and the tokens of those who call it.
#include <iostream>

#include <unistd.h>

#include "cli/daemon.hpp"
#include "cli/supervisor.hpp"
#include "cli/verbs.hpp"
#include "gateway/gateway.hpp"
#include "messages/identity.hpp"

namespace medisc {
namespace {

/// Until SIGINT or SIGTERM; each SIGHUP until then reads the tokens again.
void wait_for_end(Gateway& gateway) {
  const sigset_t signals = daemon_signals();
  int signal = 0;
  tell_supervisor("READY=1");
  for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal)) {
    tell_supervisor("RELOADING=1");
    gateway.reload();
    tell_supervisor("READY=1");
  }
  tell_supervisor("STOPPING=1");
  gateway.event_log().info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
}

TokenTime now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<void> add(const TokenArguments& arguments) {
  const auto scopes = parse_scopes(arguments.scopes);
  if (!scopes) {
    return fail(ErrorCode::kUsage, "--scopes: '" + arguments.scopes + "' names no scopes",
                "write diagnose, read or admin, several between commas");
  }
  std::optional<TokenTime> expires;
  if (arguments.days > 0) expires = now() + std::chrono::days(arguments.days);
  auto token = make_token(arguments.name, *scopes, now(), expires);
  if (!token) return tl::unexpected<Error>(token.error());
  if (auto added = add_token(arguments.file, token->entry); !added) return added;
  print(std::cout,
        {{"name", "name", token->entry.name},
         {"scopes", "scopes", to_string(token->entry.scopes)},
         {"expires", "expires",
          token->entry.expires ? Cell{to_string(*token->entry.expires)} : Cell{}},
         {"token", "token, shown this once", token->bearer}},
        {}, arguments.format);
  return {};
}

Result<void> list(const TokenArguments& arguments) {
  const auto tokens = Tokens::load(arguments.file);
  if (!tokens) return tl::unexpected<Error>(tokens.error());
  Table table{
      "tokens",
      {{"name", "name"}, {"scopes", "scopes"}, {"created", "created"}, {"expires", "expires"}},
      {}};
  for (const TokenEntry& entry : tokens->entries()) {
    table.rows.push_back({entry.name, to_string(entry.scopes), to_string(entry.created),
                          entry.expires ? Cell{to_string(*entry.expires)} : Cell{}});
  }
  print(std::cout, {std::move(table)}, arguments.format);
  return {};
}

}  // namespace

Result<void> run(const GatewayRunArguments& arguments) {
  auto config = load_gateway_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  block_signals();
  const sigset_t signals = daemon_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto gateway = Gateway::start(std::move(*config));
  if (!gateway) return tl::unexpected<Error>(gateway.error());
  EventLog& event_log = (*gateway)->event_log();
  event_log.info("gateway-ready", {{"address", (*gateway)->address()}});
  if (const auto metrics = (*gateway)->metrics_address()) {
    event_log.info("metrics-ready", {{"address", to_string(*metrics)}});
  }
  if (const auto dicom = (*gateway)->dicom_address()) {
    event_log.info("dicom-ready", {{"address", to_string(*dicom)}});
  }
  wait_for_end(**gateway);
  (*gateway)->stop();
  (*gateway)->event_log().info("stopped");
  return {};
}

Result<void> run(const TokenArguments& arguments) {
  if (auto ready = initialise_crypto(); !ready) return ready;
  switch (arguments.verb) {
    case TokenVerb::kAdd:
      return add(arguments);
    case TokenVerb::kRemove:
      return remove_token(arguments.file, arguments.name);
    case TokenVerb::kList:
      return list(arguments);
  }
  return fail(ErrorCode::kInternal, "unknown verb");
}

}  // namespace medisc
