#include "gateway/dicom/tls_layer.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> unusable(const char* what, const std::filesystem::path& file) {
  return fail(ErrorCode::kBadInput, std::string(what) + " " + file.string() + " can't be used",
              "a file in PEM that this user can read");
}

/// DCMTK holds it against the profile since 3.6.8.
OFCondition take_certificate(DcmTLSTransportLayer& layer, const std::filesystem::path& file) {
#if PACKAGE_VERSION_NUMBER >= 368
  return layer.setCertificateFile(file.c_str(), DCF_Filetype_PEM, TSP_Profile_BCP195_ND);
#else
  return layer.setCertificateFile(file.c_str(), DCF_Filetype_PEM);
#endif
}

}  // namespace

Result<std::unique_ptr<DcmTLSTransportLayer>> make_tls_layer(T_ASC_NetworkRole role,
                                                             const DicomTlsFiles& files) {
  DcmTLSTransportLayer::initializeOpenSSL();
  auto layer = std::make_unique<DcmTLSTransportLayer>(role, nullptr, OFFalse);
  if (!*layer || layer->setTLSProfile(TSP_Profile_BCP195_ND).bad() ||
      layer->activateCipherSuites().bad()) {
    return fail(ErrorCode::kInternal, "DCMTK has no TLS");
  }
  if (files.key) {
    layer->setPrivateKeyPasswd("");
    if (layer->setPrivateKeyFile(files.key->c_str(), DCF_Filetype_PEM).bad()) {
      return unusable("TLS key", *files.key);
    }
    if (take_certificate(*layer, *files.certificate).bad()) {
      return unusable("TLS certificate", *files.certificate);
    }
    if (!layer->checkPrivateKeyMatchesCertificate()) {
      return fail(ErrorCode::kBadInput, "TLS key " + files.key->string() +
                                            " is not that of certificate " +
                                            files.certificate->string());
    }
  }
  if (files.authority &&
      layer->addTrustedCertificateFile(files.authority->c_str(), DCF_Filetype_PEM).bad()) {
    return unusable("TLS authority", *files.authority);
  }
  const bool asks = files.authority || role == NET_REQUESTOR;
  layer->setCertificateVerification(asks ? DCV_requireCertificate : DCV_ignoreCertificate);
  return layer;
}

}  // namespace medisc
