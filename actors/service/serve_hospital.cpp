#include "actors/service/serve_hospital.hpp"

#include "actors/conversation/rollback_check.hpp"
#include "actors/service/hospital_requests.hpp"

namespace medisc {
namespace {

Task<void> answer(ConnectedHospital& hospital, Message request) {
  Connection& connection = hospital.connection;
  if (const auto* plan = std::get_if<PlanRequest>(&request)) {
    const auto model = hospital.context.models.get()->named(plan->model);
    connection.send(
        PlanOffer{plan->model, model->compiled.plan, hospital.context.most_records(*model)});
  } else if (const auto* weights = std::get_if<WeightsRequest>(&request)) {
    co_await give_weights(hospital, *weights);
  } else if (const auto* prepare = std::get_if<Prepare>(&request)) {
    co_await take_openings(hospital, *prepare);
  } else if (const auto* open = std::get_if<OpenSession>(&request)) {
    co_await serve_session(hospital, *open);
  } else if (const auto* spent = std::get_if<SpentReport>(&request)) {
    co_await answer_spent(hospital.process, connection, hospital.context.settings.event_log,
                          hospital.peer, *spent);
    hospital.has_reported = true;
  } else if (std::holds_alternative<Ping>(request)) {
    connection.send(Pong{});
  } else {
    throw Failure({ErrorCode::kProtocol,
                   std::string("a service does not answer a ") + message_name(request), ""});
  }
}

}  // namespace

Task<void> serve_hospital(Process& process, Connection& connection, ServiceContext& context) {
  const ServiceSettings& settings = context.settings;
  const Peer peer = co_await accept_peer(connection, context.self(), settings.is_registered);
  connection.set_patience(settings.silence);
  connection.set_peer(peer_fields(settings.peer_name, peer));
  EventLog::Fields met = connection.peer();
  met.emplace_back("channel", connection.encrypted() ? "tls" : "plain");
  settings.event_log->info("peer-met", met);
  ConnectedHospital hospital(process, connection, context, peer);
  for (;;) {
    std::optional<Message> message = co_await next_request(connection);
    if (!message) co_return;
    expect_still_registered(settings.is_registered, peer);
    co_await answer(hospital, std::move(*message));
  }
}

}  // namespace medisc
