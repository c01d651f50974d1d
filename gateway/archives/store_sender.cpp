#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>
#include <dcmtk/dcmnet/dul.h>
#include <fmt/format.h>

#include "gateway/archives/archive_sender.hpp"
#include "gateway/dicom/bounded_connection.hpp"
#include "gateway/dicom/network_handles.hpp"
#include "gateway/dicom/tls_layer.hpp"
#include "imaging/dicom_library.hpp"

namespace medisc {
namespace {

constexpr int kConnect = 10;  ///< seconds
constexpr int kAnswer = 60;   ///< for an association, and for each object

tl::unexpected<Error> unavailable(const Archive& archive, const OFCondition& why) {
  return fail(ErrorCode::kPeerUnavailable,
              fmt::format("{} at {} can't be talked to: {}", archive.title,
                          to_string(*archive.address), why.text()),
              "is it up, and does it take TLS as [[archives]] says?");
}

/// The connection has kConnect seconds: of DCMTK before 3.6.8 by a variable of the whole
/// process.
OFCondition create_parameters(T_ASC_Parameters*& params) {
#if PACKAGE_VERSION_NUMBER >= 368
  return ASC_createAssociationParameters(&params, ASC_DEFAULTMAXPDU, kConnect);
#else
  dcmConnectionTimeout.set(kConnect);
  return ASC_createAssociationParameters(&params, ASC_DEFAULTMAXPDU);
#endif
}

/// A presentation context for each class of object, numbered 1, 3, 5...
Result<T_ASC_Parameters*> parameters_of(const Archive& archive,
                                        std::span<const DicomObject> objects) {
  T_ASC_Parameters* params = nullptr;
  if (create_parameters(params).bad()) {
    return fail(ErrorCode::kInternal, "no memory for an association");
  }
  const std::string host = fmt::format("{}:{}", archive.address->host, archive.address->port);
  (void)ASC_setAPTitles(params, archive.calling_title.c_str(), archive.title.c_str(), nullptr);
  (void)ASC_setPresentationAddresses(params, "medisc", host.c_str());
  (void)ASC_setTransportLayerType(params, archive.tls ? OFTrue : OFFalse);
  const char* syntaxes[] = {UID_LittleEndianExplicitTransferSyntax,
                            UID_LittleEndianImplicitTransferSyntax};
  for (std::size_t i = 0; i < objects.size(); ++i) {
    (void)ASC_addPresentationContext(params,
                                     static_cast<T_ASC_PresentationContextID>(2 * i + 1),
                                     objects[i].sop_class_uid.c_str(), syntaxes, 2);
  }
  return params;
}

class StoreSender final : public ArchiveSender {
 public:
  StoreSender(Archive archive, std::unique_ptr<DcmTLSTransportLayer> tls)
      : archive_(std::move(archive)), tls_(std::move(tls)) {}

  Result<void> send(std::span<const DicomObject> objects) override;

 private:
  Result<AssociationHandle> associate(T_ASC_Network* network,
                                      std::span<const DicomObject> objects);
  Result<void> store(T_ASC_Association* association, const DicomObject& object, int place);

  const Archive archive_;
  std::unique_ptr<DcmTLSTransportLayer> tls_;  ///< none: without TLS
};

Result<AssociationHandle> StoreSender::associate(T_ASC_Network* network,
                                                 std::span<const DicomObject> objects) {
  auto params = parameters_of(archive_, objects);
  if (!params) return tl::unexpected<Error>(params.error());
  T_ASC_Association* open = nullptr;
  const auto asked =
      ASC_requestAssociation(network, *params, &open, nullptr, nullptr, DUL_NOBLOCK, kAnswer);
  AssociationHandle association(open);
  if (asked == DUL_ASSOCIATIONREJECTED) {
    T_ASC_RejectParameters why{};
    ASC_getRejectParameters(*params, &why);
    OFString text;
    ASC_printRejectParameters(text, &why);
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} rejects the association of {}", archive_.title, archive_.calling_title),
        fmt::format("it says: {}", text.substr(0, text.find('\n')).c_str()));
  }
  if (asked.bad()) return unavailable(archive_, asked);
  return association;
}

Result<void> StoreSender::store(T_ASC_Association* association, const DicomObject& object,
                                int place) {
  const auto context =
      ASC_findAcceptedPresentationContextID(association, object.sop_class_uid.c_str());
  if (context == 0) {
    return fail(ErrorCode::kRefused, fmt::format("{} takes no objects of SOP class {}",
                                                 archive_.title, object.sop_class_uid));
  }
  T_DIMSE_C_StoreRQ request{};
  request.MessageID = static_cast<DIC_US>(place + 1);
  request.DataSetType = DIMSE_DATASET_PRESENT;
  request.Priority = DIMSE_PRIORITY_MEDIUM;
  OFStandard::strlcpy(request.AffectedSOPClassUID, object.sop_class_uid.c_str(),
                      sizeof(request.AffectedSOPClassUID));
  OFStandard::strlcpy(request.AffectedSOPInstanceUID, object.sop_instance_uid.c_str(),
                      sizeof(request.AffectedSOPInstanceUID));
  T_DIMSE_C_StoreRSP response{};
  DcmDataset* details = nullptr;
  const auto sent =
      DIMSE_storeUser(association, context, &request, nullptr, object.dataset.get(), nullptr,
                      nullptr, DIMSE_NONBLOCKING, kAnswer, &response, &details);
  const std::unique_ptr<DcmDataset> owned(details);
  if (sent.bad()) return unavailable(archive_, sent);
  // Warnings (0xB...) say that it was stored.
  if (response.DimseStatus == STATUS_Success || (response.DimseStatus & 0xF000) == 0xB000) {
    return {};
  }
  const bool later = (response.DimseStatus & 0xFF00) == 0xA700;
  return fail(later ? ErrorCode::kPeerUnavailable : ErrorCode::kRefused,
              fmt::format("{} does not store an object: status {:04X}H", archive_.title,
                          response.DimseStatus));
}

Result<void> StoreSender::send(std::span<const DicomObject> objects) {
  if (objects.empty()) return {};
  T_ASC_Network* opened = nullptr;
  if (const auto made = ASC_initializeNetwork(NET_REQUESTOR, 0, kAnswer, &opened); made.bad()) {
    return unavailable(archive_, made);
  }
  BoundedLayer layer(tls_.get());
  const NetworkHandle network(opened);
  (void)ASC_setTransportLayer(opened, &layer, 0);
  auto association = associate(opened, objects);
  if (!association) return tl::unexpected<Error>(association.error());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (auto stored = store(association->get(), objects[i], static_cast<int>(i)); !stored) {
      (void)ASC_abortAssociation(association->get());
      return stored;
    }
  }
  (void)ASC_releaseAssociation(association->get());
  return {};
}

}  // namespace

Result<std::unique_ptr<ArchiveSender>> make_store_sender(const Archive& archive) {
  if (auto ready = start_dicom_library(); !ready) return tl::unexpected<Error>(ready.error());
  std::unique_ptr<DcmTLSTransportLayer> tls;
  if (archive.tls) {
    auto layer =
        make_tls_layer(NET_REQUESTOR, {archive.certificate, archive.key, archive.authority});
    if (!layer) return tl::unexpected<Error>(layer.error());
    tls = std::move(*layer);
  }
  return std::unique_ptr<ArchiveSender>(std::make_unique<StoreSender>(archive, std::move(tls)));
}

}  // namespace medisc
