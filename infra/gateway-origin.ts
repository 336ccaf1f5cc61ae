import { Duration } from 'aws-cdk-lib';
import {
  type CfnDistribution,
  OriginBase,
  OriginProtocolPolicy,
  OriginSslPolicy,
} from 'aws-cdk-lib/aws-cloudfront';

/** The gateway's own bound on an answer; CloudFront waits for it, and not for less. */
const readTimeout = Duration.seconds(30);
/** Longer than between two requests of a busy partner: the handshake costs more than the request. */
const keepaliveTimeout = Duration.seconds(60);

/** The gateway as CloudFront calls it: over TLS, showing the certificate that the gateway asks for. */
export class GatewayOrigin extends OriginBase {
  readonly #clientCertificateArn: string;

  constructor(domain: string, clientCertificateArn: string) {
    super(domain);
    this.#clientCertificateArn = clientCertificateArn;
  }

  protected override renderCustomOriginConfig(): CfnDistribution.CustomOriginConfigProperty {
    return {
      originProtocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      originReadTimeout: readTimeout.toSeconds(),
      originKeepaliveTimeout: keepaliveTimeout.toSeconds(),
      originMtlsConfig: { clientCertificateArn: this.#clientCertificateArn },
    };
  }
}
