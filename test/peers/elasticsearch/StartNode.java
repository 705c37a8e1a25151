import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One Elasticsearch node in this process, without the distribution's scripts. Arguments: the home folder with
 * `modules`, the node's own folder, then settings as `name=value`. Prints `started` when it answers; ends on
 * SIGTERM or when standard input ends, so that no node outlives its test.
 */
final class StartNode {
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Path own = Path.of(arguments[1]);
    Settings.Builder settings = Settings.builder()
        .put("path.home", home)
        .put("path.data", own.resolve("data"))
        .put("path.logs", own.resolve("logs"));
    for (int i = 2; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Files.createDirectories(own.resolve("config"));
    Environment environment = InternalSettingsPreparer.prepareEnvironment(
        settings.build(), Map.of(), own.resolve("config"), () -> "node");
    LogConfigurator.configureWithoutConfig(
        Settings.builder().put("logger.level", System.getProperty("log", "error")).build());
    PluginsLoader loader = PluginsLoader.createPluginsLoader(
        PluginsLoader.loadModulesBundles(environment.modulesDir()),
        PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
        Map.of(),
        false);
    // As the distribution does: a node that is broken within ends, rather than not answering.
    Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
      fault.printStackTrace();
      if (fault instanceof Error) Runtime.getRuntime().halt(70);
    });
    CountDownLatch ended = new CountDownLatch(1);
    try (Node node = new Node(environment, loader)) {
      node.start();
      System.out.println("started");
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
      new Thread(() -> {
        try {
          while (System.in.read() >= 0) { }
        } catch (java.io.IOException gone) {
          // The same as its end.
        }
        ended.countDown();
      }).start();
      ended.await();
    }
  }
}
